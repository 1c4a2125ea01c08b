/**
 * The one fact a worker needs of a failure.
 * - `later`: may succeed when tried again; counts as an attempt.
 * - `pause`: nothing of this kind can succeed for `forMs`; whoever asks waits that long, and no attempt is counted.
 * - `never`: trying again can't help.
 */
export type Retry =
  | { readonly kind: 'later' }
  | { readonly kind: 'pause'; readonly forMs: number }
  | { readonly kind: 'never' };

export const retryLater: Retry = { kind: 'later' };
export const retryNever: Retry = { kind: 'never' };

/** Nothing can succeed for `forMs` milliseconds. */
export function retryAfter(forMs: number): Retry {
  return { kind: 'pause', forMs };
}

/**
 * A failure with a stable `code` (`zoho.refused`), the fact about retry, and a message that names the subject and the
 * remedy. The message never holds a secret or the contents of a record: it may be logged, stored and shown.
 */
export class AppError extends Error {
  readonly code: string;
  readonly retry: Retry;

  constructor(code: string, message: string, options: { retry: Retry; cause?: unknown }) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = new.target.name;
    this.code = code;
    this.retry = options.retry;
  }
}

/** The error as an AppError; one of unknown origin may be tried again and keeps the original as its cause. */
export function appErrorFrom(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AppError('unexpected', message, { retry: retryLater, cause: error });
}
