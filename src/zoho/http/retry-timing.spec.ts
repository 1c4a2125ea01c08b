import { describe, expect, it } from '@jest/globals';

import { concurrencyPauseMs, retryAfterMs } from './retry-timing.js';

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

describe('concurrencyPauseMs', () => {
  it.each([
    [0, 250, 500],
    [1, 250, 500],
    [2, 500, 1000],
    [4, 2000, 4000],
    [50, 2500, 5000],
  ])('is, after %d refusals in a row, between %d and %d ms', (refusals, least, most) => {
    expect(concurrencyPauseMs(refusals, 0)).toBe(least);
    expect(concurrencyPauseMs(refusals, 1)).toBe(most);
  });
});
