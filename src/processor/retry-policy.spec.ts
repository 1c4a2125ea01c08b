import { describe, expect, it } from '@jest/globals';

import { AppError, type Retry, retryAfter, retryLater, retryNever } from '../kernel/app-error.js';
import { backoffMs, type RetryVerdict, retryVerdict } from './retry-policy.js';

describe('verdictOn', () => {
  const giveUp: RetryVerdict = { action: 'give-up' };
  const pause: RetryVerdict = { action: 'pause', forMs: 250 };
  it.each<[Retry, number, RetryVerdict]>([
    [retryLater, 1, { action: 'retry' }],
    [retryLater, 2, { action: 'retry' }],
    [retryLater, 3, giveUp],
    [retryLater, 4, giveUp],
    [retryNever, 1, giveUp],
    [retryAfter(250), 1, pause],
    [retryAfter(250), 3, pause],
    [retryAfter(250), 99, pause],
  ])('on %j after attempt %i of 3 is %j', (retry, attempt, verdict) => {
    const error = new AppError('zoho.any', 'Any.', { retry });

    expect(retryVerdict(error, attempt, 3)).toEqual(verdict);
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
