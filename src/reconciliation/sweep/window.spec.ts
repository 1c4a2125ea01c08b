import { describe, expect, it } from '@jest/globals';

import { AppError, retryAfter, retryLater, retryNever } from '../../kernel/app-error.js';
import { creditDay, creditsAreLow, restOfDayMs } from './credits.js';
import { pagePauseMs } from './page-retry.js';
import { roomFor } from './sweep-queue.js';
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

describe('a page that failed', () => {
  const failed = (retry: AppError['retry']): AppError => new AppError('x', 'x', { retry });

  it.each([
    ['is not asked for again where that is of no use', retryNever, 1, undefined],
    ['is asked for again soon', retryLater, 1, 250],
    ['and then ever later', retryLater, 5, 4000],
    ['but not for ever', retryLater, 6, undefined],
    ['waits as long as Zoho says', retryAfter(7000), 1, 7000],
    ['ends the sweep where Zoho wants a long wait', retryAfter(900_000), 1, undefined],
    ['does not wait for ever either', retryAfter(7000), 6, undefined],
  ])('%s', (_fact, retry, attempt, expected) => {
    expect(pagePauseMs(failed(retry), attempt)).toBe(expected);
  });
});

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

describe('room for sweeps', () => {
  it.each([
    [0, 10_000, 5000],
    [4999, 10_000, 1],
    [5000, 10_000, 0],
    [9000, 10_000, 0],
    [0, 1, 1],
    [1, 1, 0],
  ])('with %i waiting of %i: %i', (waiting, limit, room) => {
    expect(roomFor(waiting, limit)).toBe(room);
  });
});
