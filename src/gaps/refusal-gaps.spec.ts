import { describe, expect, it } from '@jest/globals';

import { absenceGap, refusalGap } from './refusal-gaps.js';

const noon = Date.parse('2026-05-14T12:00:00Z');
const minuteMs = 60_000;

describe('the gap of a refusal', () => {
  it.each([
    ['queue_full', noon + 1500, noon, noon + minuteMs - 1],
    ['downtime', noon - 1, noon - minuteMs, noon - 1],
    ['not_understood', noon + 1500, noon, noon + 10 * minuteMs - 1],
    ['not_understood', noon + 10 * minuteMs, noon + 10 * minuteMs, noon + 20 * minuteMs - 1],
  ] as const)('for %s, at %d, is from %d to %d', (reason, atMs, fromMs, toMs) => {
    expect(refusalGap('Deals', reason, atMs)).toEqual({ api: 'Deals', reason, fromMs, toMs });
  });

  it('is one in ten minutes, however much was not understood', () => {
    const times = Array.from({ length: 600 }, (_, second) => noon + second * 1000);
    const gaps = times.map((atMs) => JSON.stringify(refusalGap('Deals', 'not_understood', atMs)));

    expect(new Set(gaps).size).toBe(1);
  });
});

describe('the gap of an absence of Redis', () => {
  it('is the minute of it and the one before, for all that notice it within one', () => {
    const gap = {
      api: 'Deals',
      reason: 'redis_away',
      fromMs: noon - minuteMs,
      toMs: noon + minuteMs - 1,
    };

    expect(absenceGap('Deals', noon)).toEqual(gap);
    expect(absenceGap('Deals', noon + minuteMs - 1)).toEqual(gap);
  });
});
