import { describe, expect, it } from '@jest/globals';

import {
  AppError,
  type Retry,
  retryAfter,
  retryLater,
  retryNever,
} from '../../kernel/app-error.js';
import { backoffMs, type RetryVerdict, retryVerdict } from './retry-policy.js';

const pauseMs = 7;

function verdict(code: string, retry: Retry, attempt: number, isWhole = false): RetryVerdict {
  const error = new AppError(code, 'Any.', { retry });
  return retryVerdict(error, { attempt, maxAttempts: 3, pauseMs: () => pauseMs, isWhole });
}

describe('what becomes of a record that failed', () => {
  const giveUp: RetryVerdict = { action: 'give-up' };
  const retry: RetryVerdict = { action: 'retry' };
  const pause: RetryVerdict = { action: 'pause', forMs: pauseMs };

  it.each<[Retry, number, RetryVerdict]>([
    [retryLater, 1, retry],
    [retryLater, 2, retry],
    [retryLater, 3, giveUp],
    [retryLater, 4, giveUp],
    [retryNever, 1, giveUp],
    [retryAfter(250), 1, { action: 'pause', forMs: 250 }],
    [retryAfter(250), 99, { action: 'pause', forMs: 250 }],
  ])('by its own fault, on %j after attempt %i of 3, is %j', (kind, attempt, expected) => {
    expect(verdict('zoho.refused', kind, attempt)).toEqual(expected);
  });

  it.each<[string, boolean, RetryVerdict]>([
    ['redis.unreachable', false, pause],
    ['memory.busy', false, pause],
    ['zoho.timeout', true, pause],
    ['zoho.timeout', false, giveUp],
    ['memory.failed', true, pause],
    ['memory.failed', false, giveUp],
    ['unexpected', true, giveUp],
  ])('on %s at its last attempt, fails as a whole: %s, is %j', (code, isWhole, expected) => {
    expect(verdict(code, retryLater, 3, isWhole)).toEqual(expected);
  });
});

describe('backoffMs', () => {
  it.each([
    [1, 2000, 1000, 2000],
    [2, 2000, 2000, 4000],
    [3, 2000, 4000, 8000],
    [4, 2000, 8000, 16_000],
    [5, 2000, 15_000, 30_000],
    [100, 2000, 15_000, 30_000],
    [1, 60_000, 15_000, 30_000],
    [1, 0, 0, 0],
    [100, 0, 0, 0],
  ])('after attempt %i with a base of %i ms is %i to %i ms', (attempt, base, least, most) => {
    const wait = (random: number) => backoffMs(attempt, base, () => random);

    expect([wait(0), wait(0.5), wait(1)]).toEqual([least, (least + most) / 2, most]);
  });
});
