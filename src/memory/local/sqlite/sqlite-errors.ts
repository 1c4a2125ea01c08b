import { AppError, retryAfter, retryLater, retryNever } from '../../../kernel/app-error.js';

/** While the file can't be used at all, no attempt of a record is spent on finding that out again. */
const unavailableForMs = 30_000;

/** SQLite's primary result codes, the low byte of every extended one (https://www.sqlite.org/rescode.html). */
const resultCode = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  corrupt: 11,
  full: 13,
  tooBig: 18,
  constraint: 19,
  mismatch: 20,
  notADatabase: 26,
} as const;

const elsewhere = 'or set MEMORY_PATH to another folder';

/** 0 for an error that isn't SQLite's. */
function resultCodeOf(error: unknown): number {
  const { rawCode } = detailsOf(error);
  return typeof rawCode === 'number' ? rawCode & 0xff : 0;
}

/** Whether another connection holds the lock: the same call can succeed in a moment. */
export function isBusy(error: unknown): boolean {
  const code = resultCodeOf(error);
  return code === resultCode.busy || code === resultCode.locked;
}

/** Whether the failure lies in the document that was being written; the file itself is fine. */
export function isRefusal(error: unknown): boolean {
  const code = resultCodeOf(error);
  return (
    code === resultCode.constraint || code === resultCode.mismatch || code === resultCode.tooBig
  );
}

/** The code of an error that lies in one document. */
export const refusedCode = 'memory.refused';

/** The document is not one that memory can hold: its key isn't its module and id, its version no whole number. */
export function refusalFrom(key: string, error: unknown): AppError {
  return new AppError(refusedCode, `The local memory can't hold ${key}: it is not valid`, {
    retry: retryNever,
    cause: error,
  });
}

/** The file at `path` was written by a later release. */
export function newerSchema(path: string, found: number, known: number): AppError {
  return new AppError(
    'memory.newer_schema',
    `The memory file ${path} has schema ${found}, this release knows ${known}: ` +
      `upgrade the service, ${elsewhere}`,
    { retry: retryAfter(unavailableForMs) },
  );
}

export function memoryClosed(path: string): AppError {
  return new AppError('memory.unavailable', `The memory file ${path} is closed: shutting down`, {
    retry: retryLater,
  });
}

/** A look through the file at `path` found it damaged. */
export function corruptMemory(path: string, cause?: unknown): AppError {
  const message =
    `The memory file ${path} is damaged or not a memory file: a worker sets it aside, and every record is written anew; ` +
    'look at the disk';
  return new AppError('memory.corrupt', message, { retry: retryAfter(unavailableForMs), cause });
}

/** What a failure of the file at `path` means, and what to do about it. */
export function memoryErrorFrom(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  if (isBusy(error)) {
    return new AppError('memory.busy', `The memory file ${path} is locked by another process`, {
      retry: retryLater,
      cause: error,
    });
  }
  const found = resultCodeOf(error);
  if (found === resultCode.corrupt || found === resultCode.notADatabase)
    return corruptMemory(path, error);
  return new AppError('memory.unavailable', diagnosis(error, path), {
    retry: retryAfter(unavailableForMs),
    cause: error,
  });
}

function diagnosis(error: unknown, path: string): string {
  switch (resultCodeOf(error)) {
    case resultCode.full:
      return `The disk of the memory file ${path} is full: free space, ${elsewhere}`;
    case resultCode.readOnly:
      return `The memory file ${path} is read-only: make it and its folder writable, ${elsewhere}`;
    default:
      return (
        `The memory file ${path} is not usable (${reasonOf(error)}): ` +
        `make its folder writable and see that the disk has space, ${elsewhere}`
      );
  }
}

/** The failure's code where it has one: `EACCES`, `SQLITE_IOERR_WRITE`. The driver has none for a failed open. */
function reasonOf(error: unknown): string {
  const { code } = detailsOf(error);
  return typeof code === 'string' && code !== '' ? code : "can't be opened";
}

/** What Node's errors and SQLite's carry besides their message. */
function detailsOf(error: unknown): { readonly code?: unknown; readonly rawCode?: unknown } {
  return typeof error === 'object' && error !== null ? error : {};
}
