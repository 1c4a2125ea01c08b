import { describe, expect, it } from '@jest/globals';

import { AppError, retryNever } from '../../../kernel/app-error.js';
import { isBusy, isRefusal, memoryErrorFrom } from './sqlite-errors.js';

const path = '/data/memory.db';

function sqliteError(rawCode: number, code = 'SQLITE'): Error {
  return Object.assign(new Error('some text'), { code, rawCode });
}

describe('memoryErrorFrom', () => {
  it.each([
    ['a lock', sqliteError(5), 'memory.busy', 'later', 'locked'],
    ['a lock while another recovers', sqliteError(261), 'memory.busy', 'later', 'locked'],
    ['a full disk', sqliteError(13), 'memory.unavailable', 'pause', 'free space'],
    ['a read-only file', sqliteError(1032), 'memory.unavailable', 'pause', 'writable'],
    ['a damaged file', sqliteError(11), 'memory.corrupt', 'pause', 'sets it aside'],
    ['another file', sqliteError(26), 'memory.corrupt', 'pause', 'sets it aside'],
    [
      'a failed write',
      sqliteError(778, 'SQLITE_IOERR_WRITE'),
      'memory.unavailable',
      'pause',
      'SQLITE_IOERR_WRITE',
    ],
    [
      'a denied folder',
      Object.assign(new Error(''), { code: 'EACCES' }),
      'memory.unavailable',
      'pause',
      'EACCES',
    ],
    [
      'a failed open',
      new Error('ConnectionFailed'),
      'memory.unavailable',
      'pause',
      "can't be opened",
    ],
    ['what is no error', 'text', 'memory.unavailable', 'pause', 'MEMORY_PATH'],
  ])('names %s, with the path and the remedy', (...[, cause, code, kind, remedy]) => {
    const error = memoryErrorFrom(cause, path);

    expect(error).toMatchObject({ code, retry: { kind }, cause });
    expect(error.message).toContain(path);
    expect(error.message).toContain(remedy);
  });

  it('leaves an AppError as it is', () => {
    const error = new AppError('memory.refused', 'text', { retry: retryNever });

    expect(memoryErrorFrom(error, path)).toBe(error);
  });
});

describe('isBusy and isRefusal', () => {
  it('tell a lock from a document that is not valid', () => {
    expect([5, 6, 517, 19, 13].map((code) => isBusy(sqliteError(code)))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect([275, 3091, 18, 20, 5, 13].map((code) => isRefusal(sqliteError(code)))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(isRefusal(new TypeError('text'))).toBe(false);
  });
});
