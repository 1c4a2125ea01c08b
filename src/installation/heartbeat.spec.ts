import { describe, expect, it } from '@jest/globals';

import { downtimeMs } from './heartbeat.js';

const now = 1_000_000;

describe('the time without a process that takes deliveries', () => {
  it.each([
    ['is unknown where none ever did', undefined, false, undefined],
    ['is all the time since the last heartbeat, for one that starts', 995_000, false, 995_000],
    ['is none for one that heard a heartbeat just now', 995_000, true, undefined],
    ['is all the time since, where that is too long', 970_000, true, 970_000],
    ['is a moment where the clock went back', 2_000_000, false, 1_000_000],
  ])('%s', (_fact, lastAliveMs, beatBefore, fromMs) => {
    const expected = fromMs === undefined ? undefined : { fromMs, toMs: now };

    expect(downtimeMs(lastAliveMs, now, beatBefore)).toEqual(expected);
  });
});
