import { describe, expect, it } from '@jest/globals';

import { AppError, appErrorFrom, retryAfter, retryLater, retryNever } from './app-error.js';

class MemoryError extends AppError {}

describe('AppError', () => {
  it('carries its code, its message, the fact about retry and its cause', () => {
    const cause = new Error('socket hang up');

    const error = new AppError('zoho.refused', 'Zoho refused.', { retry: retryAfter(50), cause });

    expect(error).toMatchObject({
      code: 'zoho.refused',
      message: 'Zoho refused.',
      retry: { kind: 'pause', forMs: 50 },
      cause,
    });
    expect(error).toBeInstanceOf(Error);
  });

  it('has no cause where none is given', () => {
    expect(new AppError('a.b', 'c', { retry: retryNever })).not.toHaveProperty('cause');
  });

  it('is named after its family', () => {
    expect(new MemoryError('memory.refused', 'No.', { retry: retryNever }).name).toBe(
      'MemoryError',
    );
  });
});

describe('appErrorFrom', () => {
  it('leaves an AppError as it is', () => {
    const error = new MemoryError('memory.refused', 'No.', { retry: retryNever });

    expect(appErrorFrom(error)).toBe(error);
  });

  it.each([
    ['an error', new TypeError('x is undefined'), 'x is undefined'],
    ['a text', 'out of order', 'out of order'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
  ])('makes %s of unknown origin one that may be tried again', (_, thrown, message) => {
    expect(appErrorFrom(thrown)).toMatchObject({
      code: 'unexpected',
      message,
      retry: retryLater,
      cause: thrown,
    });
  });
});
