import { beforeEach, describe, expect, it } from '@jest/globals';

import { AppError, type Retry, retryAfter, retryLater } from '../kernel/app-error.js';
import { Condition } from './condition.js';

const error = (retry: Retry = retryLater, code = 'zoho.unavailable'): AppError =>
  new AppError(code, `It fails: ${code}.`, { retry });

describe('a condition', () => {
  let nowMs: number;
  let condition: Condition;

  beforeEach(() => {
    nowMs = 1_000_000;
    condition = new Condition('zoho', () => nowMs);
  });

  it('is no trouble after one failure, and is one after two in a row, since the first', () => {
    condition.failed(error());
    const afterOne = condition.trouble;
    nowMs += 500;
    condition.failed(error(retryLater, 'zoho.timeout'));

    expect(afterOne).toBeUndefined();
    expect(condition.trouble).toEqual({
      subject: 'zoho',
      sinceMs: 1_000_000,
      lastFailedMs: 1_000_500,
      code: 'zoho.timeout',
      message: 'It fails: zoho.timeout.',
    });
  });

  it('is a trouble at once where nothing can succeed for a while', () => {
    condition.failed(error(retryAfter(60_000)));

    expect(condition.trouble).toMatchObject({ sinceMs: 1_000_000 });
  });

  it('forgets a single failure with the next success', () => {
    condition.failed(error());
    condition.worked();
    condition.failed(error());

    expect(condition.trouble).toBeUndefined();
  });

  it('ends a trouble once it has worked for a while without a failure, also if nothing happens meanwhile', () => {
    condition.failed(error());
    condition.failed(error());
    nowMs += 1000;
    condition.worked();
    const soonAfter = condition.trouble;
    nowMs += 2500;
    condition.settle();

    expect(soonAfter).toBeDefined();
    expect(condition.trouble).toBeUndefined();
  });

  it('goes on as long as every other call fails, since the first', () => {
    condition.failed(error());
    condition.failed(error());
    for (let call = 0; call < 10; call += 1) {
      nowMs += 1000;
      condition.worked();
      nowMs += 1000;
      condition.failed(error());
    }

    expect(condition.trouble).toMatchObject({ sinceMs: 1_000_000 });
  });

  it('doesn’t end by time alone', () => {
    condition.failed(error());
    condition.failed(error());
    nowMs += 3_600_000;
    condition.settle();

    expect(condition.trouble).toMatchObject({ sinceMs: 1_000_000 });
  });
});
