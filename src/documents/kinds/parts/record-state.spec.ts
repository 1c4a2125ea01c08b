import { describe, expect, it } from '@jest/globals';

import { type ApiModule } from '../../../crm/modules.js';
import { type RecordState, type StateMeaning } from './kind.js';
import { kindOf } from '../kinds.js';

function stateOf(api: ApiModule, fields: Record<string, unknown>, meaning?: StateMeaning) {
  return kindOf(api).stateOf(fields, meaning);
}

const won: RecordState = { open: false, outcome: 'won' };
const lost: RecordState = { open: false, outcome: 'lost' };

describe('the state of a kind', () => {
  it.each<[ApiModule, Record<string, unknown>, boolean]>([
    ['Deals', { Stage: 'Negotiation/Review' }, true],
    ['Deals', {}, true],
    ['Deals', { Stage: 7 }, true],
    ['Tasks', { Status: 'Not Started' }, true],
    ['Tasks', {}, true],
    ['Tasks', { Status: 'Completed' }, false],
    ['Tasks', { Status: 'closed (duplicate)' }, false],
    ['Tasks', { Status: 'Completado', Closed_Time: '2026-11-20T10:00:00+05:30' }, false],
    ['Tasks', { Status: 'Completado' }, true],
    ['Tasks', { Status: 'Completed', Closed_Time: null }, false],
    ['Tasks', { Status: 'In Arbeit', Closed_Time: '' }, true],
    ['Deals', { Stage: 'Firmado', Closed_Time: '2026-11-20T10:00:00+05:30' }, false],
    ['Deals', { Stage: 'Propuesta', Probability: 40 }, true],
    ['Deals', { Stage: 'Propuesta', Probability: '' }, true],
    ['Deals', { Stage: 'Propuesta', Probability: ' ' }, true],
    ['Deals', { Stage: 'Propuesta', Probability: null }, true],
    ['Deals', { Stage: 'Propuesta', Probability: [] }, true],
    ['Deals', { Stage: 'Closed Won', Deal_Category_Status: 'Open', Probability: 100 }, true],
    ['Calls', {}, true],
    ['Calls', { Call_Status: 'Scheduled', Call_Duration_in_seconds: 0 }, true],
    ['Calls', { Outgoing_Call_Status: 'Overdue' }, true],
    ['Calls', { Call_Status: 'Completed' }, false],
    ['Calls', { Call_Status: 'Missed' }, false],
    ['Calls', { Call_Result: 'Interested' }, false],
    ['Calls', { Call_Duration_in_seconds: 15 }, false],
    ['Calls', { Call_Duration_in_seconds: '15' }, false],
    ['Calls', { Call_Status: 'Programada' }, true],
    ['Calls', { Call_Status: 'Programada', Call_Duration_in_seconds: null }, true],
    ['Calls', { Call_Status: 'Perdida', Call_Duration_in_seconds: 0 }, false],
    ['Calls', { Call_Status: 'Abgeschlossen', Call_Duration_in_seconds: 15 }, false],
    ['Calls', { Call_Duration_in_seconds: { toString: null, valueOf: null } }, true],
    ['Events', { End_DateTime: '2001-01-01T00:00:00Z' }, true],
    ['Contacts', {}, true],
    ['Notes', {}, true],
  ])('of %s with %j: open is %s', (api, fields, open) => {
    expect(stateOf(api, fields)).toEqual({ open });
  });

  it.each([
    ['Closed Won', won],
    ['closed won', won],
    ['Won', won],
    ['Closed Lost', lost],
    ['Closed-Lost to Competition', lost],
    ['Closed', { open: false }],
  ])('knows the outcome of a deal in stage %s', (Stage, expected) => {
    expect(stateOf('Deals', { Stage })).toEqual(expected);
  });

  it.each<[Record<string, unknown>, RecordState]>([
    [{ Stage: 'Cerrado ganado', Probability: 100 }, won],
    [{ Stage: 'Cerrado ganado', Probability: '100' }, won],
    [{ Stage: 'Cerrado perdido', Probability: 0 }, lost],
    [{ Stage: 'Verloren', Deal_Category_Status: 'Closed Lost' }, lost],
    [{ Stage: 'Auftrag', Deal_Category_Status: 'Closed Won', Probability: 90 }, won],
    [{ Stage: 'Closed Won', Probability: 90 }, won],
    [{ Stage: '失注', Deal_Category_Status: '成約', Probability: 0 }, lost],
    [{ Stage: 'Closed Won', Closed_Time: '2026-11-20T10:00:00+05:30' }, won],
  ])('of a deal with %j follows from facts, whatever its stage is called', (fields, state) => {
    expect(stateOf('Deals', fields)).toEqual(state);
  });

  describe('where the settings of the organisation say what a value stands for', () => {
    const meaning: StateMeaning = (field, value) => {
      const said = { Stage: 'won', Status: 'closed', Call_Status: 'open' } as const;
      if (value !== 'Eigenes') return undefined;
      return said[field as keyof typeof said];
    };

    it.each<[ApiModule, Record<string, unknown>, RecordState]>([
      ['Deals', { Stage: 'Eigenes', Probability: 50 }, won],
      ['Deals', { Stage: 'Eigenes', Probability: 0 }, won],
      ['Deals', { Stage: 'Eigenes', Deal_Category_Status: 'Closed Lost' }, lost],
      ['Deals', { Stage: 'Closed Lost' }, lost],
      ['Tasks', { Status: 'Eigenes' }, { open: false }],
      ['Tasks', { Status: 'Completed' }, { open: false }],
      ['Calls', { Call_Status: 'Eigenes', Call_Duration_in_seconds: 0 }, { open: true }],
      ['Calls', { Call_Status: 'Eigenes', Call_Duration_in_seconds: 9 }, { open: false }],
    ])('%s with %j are %j', (api, fields, state) => {
      expect(stateOf(api, fields, meaning)).toEqual(state);
    });
  });
});
