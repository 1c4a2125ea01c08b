import { describe, expect, it } from '@jest/globals';

import { cursorAfter, firstWindowSinceMs } from './window.js';

describe('the cursor', () => {
  it.each([
    ['moves to the beginning of the window, less two minutes', 1_000_000, 9_000_000, 8_880_000],
    ['begins there too', undefined, 9_000_000, 8_880_000],
    ['never goes back', 9_000_000, 9_060_000, 9_000_000],
    ['stays where the clock is not known', 9_000_000, undefined, 9_000_000],
    ['stays unset where the clock is not known', undefined, undefined, undefined],
  ])('%s', (_fact, cursor, startedAt, expected) => {
    expect(cursorAfter(cursor, startedAt)).toBe(expected);
  });

  it('of a module never swept is an hour and two minutes back', () => {
    expect(firstWindowSinceMs(10_000_000)).toBe(10_000_000 - 3_720_000);
  });
});
