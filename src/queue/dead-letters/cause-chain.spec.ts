import { describe, expect, it } from '@jest/globals';

import { AppError, retryLater } from '../../kernel/app-error.js';
import { causeChainOf } from './cause-chain.js';

const refused = Object.assign(new Error('connect to https://user:hunter2@zoho failed'), {
  code: 'ECONNREFUSED',
});

function appError(message: string, cause?: unknown): AppError {
  return new AppError('zoho.unavailable', message, { retry: retryLater, cause });
}

describe('causeChainOf', () => {
  it.each([
    ['no cause', appError('Zoho'), []],
    ['a cause that is no error', appError('Zoho', 'hunter2'), []],
    ['an error of the network', appError('Zoho', refused), ['Error ECONNREFUSED']],
    ['an error without a code', appError('Zoho', new TypeError('hunter2')), ['TypeError']],
    [
      'an error with a code that is no name',
      appError('Zoho', Object.assign(new Error('x'), { code: 'hunter 2' })),
      ['Error'],
    ],
    [
      'one of ours in between',
      appError('outer', appError('inner', refused)),
      ['zoho.unavailable: inner', 'Error ECONNREFUSED'],
    ],
  ])('tells of %s', (_, error, chain) => {
    expect(causeChainOf(error)).toEqual(chain);
  });

  it('ends where causes go in a circle', () => {
    const one = new Error('one');
    const other = new RangeError('other', { cause: one });
    one.cause = other;

    expect(causeChainOf(one)).toEqual(['RangeError']);
  });

  it('ends after five', () => {
    const deep = Array.from({ length: 20 }).reduce<Error>(
      (cause) => new Error('x', { cause }),
      new Error('first'),
    );

    expect(causeChainOf(deep)).toHaveLength(5);
  });
});
