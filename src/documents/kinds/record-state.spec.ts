import { describe, expect, it } from '@jest/globals';

import { type ApiModule } from '../../crm/modules.js';
import { kindOf } from './kinds.js';

function stateOf(api: ApiModule, fields: Record<string, unknown>) {
  return kindOf(api).stateOf(fields);
}

describe('the state of a kind', () => {
  it.each<[ApiModule, Record<string, unknown>, boolean]>([
    ['Deals', { Stage: 'Negotiation/Review' }, true],
    ['Deals', {}, true],
    ['Deals', { Stage: 7 }, true],
    ['Tasks', { Status: 'Not Started' }, true],
    ['Tasks', {}, true],
    ['Tasks', { Status: 'Completed' }, false],
    ['Tasks', { Status: 'closed (duplicate)' }, false],
    ['Calls', {}, true],
    ['Calls', { Call_Status: 'Scheduled', Call_Duration_in_seconds: 0 }, true],
    ['Calls', { Outgoing_Call_Status: 'Overdue' }, true],
    ['Calls', { Call_Status: 'Completed' }, false],
    ['Calls', { Call_Status: 'Missed' }, false],
    ['Calls', { Call_Result: 'Interested' }, false],
    ['Calls', { Call_Duration_in_seconds: 15 }, false],
    ['Calls', { Call_Duration_in_seconds: '15' }, false],
    ['Calls', { Call_Duration_in_seconds: { toString: null, valueOf: null } }, true],
    ['Events', { End_DateTime: '2001-01-01T00:00:00Z' }, true],
    ['Contacts', {}, true],
    ['Notes', {}, true],
  ])('of %s with %j: open is %s', (api, fields, open) => {
    expect(stateOf(api, fields)).toEqual({ open });
  });

  it.each([
    ['Closed Won', { open: false, outcome: 'won' }],
    ['closed won', { open: false, outcome: 'won' }],
    ['Won', { open: false, outcome: 'won' }],
    ['Closed Lost', { open: false, outcome: 'lost' }],
    ['Closed-Lost to Competition', { open: false, outcome: 'lost' }],
    ['Closed', { open: false }],
  ])('knows the outcome of a deal in stage %s', (Stage, expected) => {
    expect(stateOf('Deals', { Stage })).toEqual(expected);
  });
});
