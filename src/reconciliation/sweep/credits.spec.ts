import { describe, expect, it } from '@jest/globals';

import { creditDay, creditsAreLow, restOfDayMs } from './credits.js';

describe('credits', () => {
  it.each([
    [999, 999, true],
    [1000, 1000, false],
    [2_000_000, 2_500_000, false],
    [499_999, 2_500_000, true],
    [0, 0, true],
  ])('%i left of at most %i seen: low is %p', (remaining, highest, low) => {
    expect(creditsAreLow(remaining, highest)).toBe(low);
  });

  it('count for a day of UTC', () => {
    const lastSecond = Date.parse('2026-05-14T23:59:59Z');

    expect(creditDay(lastSecond)).toBe('2026-05-14');
    expect(restOfDayMs(lastSecond)).toBe(1000);
  });
});
