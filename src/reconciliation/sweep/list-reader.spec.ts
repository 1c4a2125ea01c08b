import { describe, expect, it } from '@jest/globals';

import { AppError, retryAfter, retryLater, retryNever } from '../../kernel/app-error.js';
import { pagePauseMs } from './list-reader.js';

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
