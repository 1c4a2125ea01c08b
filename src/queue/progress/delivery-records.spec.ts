import { describe, expect, it } from '@jest/globals';

import { deliveredRecord } from './delivery-records.js';

const atMs = Date.parse('2026-03-01T09:00:00Z');
const delivery = { at: '2026-03-01T09:00:00.000Z', took_ms: 40 };
const sync = (syncedAtMs: number) => ({
  ...{ receivedAtMs: syncedAtMs - 10, syncedAtMs, outcome: 'written', requestId: 'a' },
});

describe('what became of a record that was told of', () => {
  it.each([
    ['nothing yet', undefined, undefined, null],
    ['a sync', undefined, sync(atMs + 5), 'written'],
    ['a sync before the answer was out', undefined, sync(atMs - 39), 'written'],
    ['a sync that was for another one', undefined, sync(atMs - 41), null],
    ['a dead letter', { failedAtMs: atMs + 5 }, undefined, 'dead_letter'],
    ['a dead letter, after a sync', { failedAtMs: atMs + 5 }, sync(atMs + 1), 'dead_letter'],
    ['no more than the dead letter of another one', { failedAtMs: atMs - 41 }, undefined, null],
  ])('is %s', (_, letter, last, outcome) => {
    const became = deliveredRecord('7', delivery, letter, last);

    expect(became).toMatchObject({ record_id: '7', outcome });
    expect(became.at === null).toBe(outcome === null);
  });
});
