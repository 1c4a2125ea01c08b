import { describe, expect, it } from '@jest/globals';

import { type ChangeEvent } from '../crm/change-event.js';
import { mayBeReplayed, modifiedTimeOf } from './stored-payload.js';

const dayMs = Date.UTC(2025, 0, 1);
const at = (second: number): number => dayMs + second * 1000;
const nowMs = at(50);
const undated: ChangeEvent = {
  ref: { module: 'Accounts', id: '1' },
  kind: 'create',
  changedFields: [],
};

describe('mayBeReplayed', () => {
  it.each([
    [3600 + 299, false],
    [3600 + 301, true],
    [30 * 86_400, true],
    [-60, false],
  ])('says of what was sent %d seconds ago: %s', (seconds, expected) => {
    const sent = { ...undated, sentAtMs: nowMs - seconds * 1000 };

    expect(mayBeReplayed(sent, 3_600_000, nowMs)).toBe(expected);
  });

  it('knows nothing of what says no time', () => {
    expect(mayBeReplayed(undated, 0, nowMs)).toBe(false);
  });
});

describe('modifiedTimeOf', () => {
  it.each([
    ['2025-01-01T02:00:10+02:00', at(10)],
    ['2025-01-01T00:00:10Z', at(10)],
    ['yesterday', undefined],
    ['01/02/2026 10:00 AM', undefined],
    ['2025-01-01T00:00:10', undefined],
    ['', undefined],
    [1_750_000_000_000, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('reads %j', (text, expected) => {
    expect(modifiedTimeOf({ Modified_Time: text })).toBe(expected);
  });

  it('knows none without fields', () => {
    expect(modifiedTimeOf(undefined)).toBeUndefined();
  });
});
