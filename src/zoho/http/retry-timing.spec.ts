import { describe, expect, it } from '@jest/globals';

import { growingPauseMs, pausesAfter, retryAfterMs } from './retry-timing.js';

const nowMs = Date.parse('2026-11-23T10:00:00Z');

describe('retryAfterMs', () => {
  it.each([
    ['7', 7000],
    [' 120 ', 120_000],
    ['0.5', 500],
    ['Mon, 23 Nov 2026 10:00:30 GMT', 30_000],
    ['999999999999', 24 * 3_600_000],
  ])('reads %j as %d ms', (header, waitMs) => {
    expect(retryAfterMs(header, nowMs)).toBe(waitMs);
  });

  it.each([null, '', '0', '-5', 'soon', 'Mon, 23 Nov 2026 09:59:00 GMT'])(
    'finds no wait in %j',
    (header) => {
      expect(retryAfterMs(header, nowMs)).toBeUndefined();
    },
  );
});

describe('growingPauseMs', () => {
  it.each([
    ['tooManyCalls', 0, 250, 500],
    ['tooManyCalls', 1, 250, 500],
    ['tooManyCalls', 2, 500, 1000],
    ['tooManyCalls', 50, 2500, 5000],
    ['refusedToken', 2, 1000, 2000],
    ['refusedToken', 50, 30_000, 60_000],
    ['noToken', 1, 2500, 5000],
    ['noToken', 4, 20_000, 40_000],
    ['noToken', 2000, 60_000, 120_000],
  ] as const)('is, for %s after %d in a row, between %d and %d ms', (what, inARow, least, most) => {
    expect(growingPauseMs(pausesAfter[what], inARow, 0)).toBe(least);
    expect(growingPauseMs(pausesAfter[what], inARow, 1)).toBe(most);
  });
});
