import { describe, expect, it } from '@jest/globals';

import { Secret } from '../kernel/secret.js';
import { type ChannelStatus, knownRows, surveyRows } from './channel-row.js';
import { type KeepStep } from './plan/channel-plan.js';
import { type StepCause, why } from './plan/step-cause.js';
import { registerStateFrom } from './register-state.js';

const nowMs = Date.parse('2026-03-01T09:00:00Z');
const heard = { byChannel: new Map(), previousSecretMs: undefined };

function step(action: KeepStep['action'], cause: StepCause): KeepStep {
  const request = { channelId: '1', events: [], notifyUrl: '', token: new Secret('t') };
  return {
    action,
    api: 'Deals',
    ...why(cause),
    wasDeaf: false,
    expiresAtMs: undefined,
    request: { ...request, expiresAtMs: nowMs },
  };
}

describe('the status of a channel', () => {
  it.each<[KeepStep['action'], StepCause, ChannelStatus]>([
    ['create', 'missing', 'missing'],
    ['create', 'gone', 'missing'],
    ['create', 'id_taken', 'missing'],
    ['create', 'address_changed', 'missing'],
    ['create', 'expired', 'expired'],
    ['replace', 'other_token', 'differs'],
    ['renew', 'half_over', 'watched'],
    ['leave', 'well', 'watched'],
  ])('that is to be met with %s, as it is %s, is %s', (action, cause, status) => {
    const survey = { actual: [], skewMs: 0, waitsForProcesses: false };
    const state = registerStateFrom({}, nowMs);
    const plan = [step(action, cause)];

    const rows = surveyRows({ ...survey, state, plan }, ['Deals'], heard);

    expect(rows).toMatchObject([{ api: 'Deals', status, note: why(cause).reason }]);
  });

  it('says what Zoho refused, where it refused it', () => {
    const survey = { actual: [], skewMs: 0, waitsForProcesses: false };
    const unkept = JSON.stringify({ code: 'INVALID_DATA', field: 'notify_url', atMs: nowMs });
    const state = registerStateFrom({ 'unkept:Deals': unkept }, nowMs);
    const note = expect.stringContaining('INVALID_DATA (notify_url): WEBHOOK_BASE_URL');

    const rows = surveyRows(
      { ...survey, state, plan: [step('create', 'missing')] },
      ['Deals'],
      heard,
    );

    expect(rows).toMatchObject([{ status: 'missing', note }]);
    expect(knownRows(state, ['Deals'], heard)).toMatchObject([{ status: 'missing', note }]);
  });

  it('says when it expired', () => {
    expect(why('expired', nowMs).reason).toBe('expired at 2026-03-01T09:00:00.000Z');
  });
});
