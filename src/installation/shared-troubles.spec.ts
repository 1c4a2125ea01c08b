import { describe, expect, it } from '@jest/globals';

import { type Trouble } from '../observability/trouble.js';
import { sharedTroubles } from './shared-troubles.js';

const nowMs = 10_000_000;
const trouble = (sinceMs: number, lastFailedMs: number, message = 'm'): Trouble => {
  return { subject: 'zoho', sinceMs, lastFailedMs, code: 'zoho.timeout', message };
};
const process = (troubles: readonly Trouble[], worked = {}) => ({ troubles, worked });

describe('the troubles over all processes', () => {
  it('are none where no process has one', () => {
    expect(sharedTroubles([process([]), process([], { zoho: 1 })], nowMs)).toEqual([]);
  });

  it('are one per subject, since the first failure and with the last message', () => {
    const one = process([trouble(nowMs - 9000, nowMs - 5000, 'before')]);
    const other = process([trouble(nowMs - 4000, nowMs - 1000, 'last')]);

    expect(sharedTroubles([one, other], nowMs)).toEqual([
      trouble(nowMs - 9000, nowMs - 1000, 'last'),
    ]);
  });

  it('leave out what one process met long ago and works for another since', () => {
    const idle = process([trouble(nowMs - 900_000, nowMs - 800_000)]);
    const busy = process([], { zoho: nowMs - 1000 });

    expect(sharedTroubles([idle, busy], nowMs)).toEqual([]);
    expect(sharedTroubles([idle], nowMs)).toHaveLength(1);
  });

  it('keep what one process meets now, though it works for another', () => {
    const cutOff = process([trouble(nowMs - 900_000, nowMs - 1000)]);
    const busy = process([], { zoho: nowMs });

    expect(sharedTroubles([cutOff, busy], nowMs)).toHaveLength(1);
  });
});
