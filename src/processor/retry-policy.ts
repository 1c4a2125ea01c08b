import { type AppError } from '../kernel/app-error.js';

export type RetryVerdict =
  | { readonly action: 'retry' }
  | { readonly action: 'pause'; readonly forMs: number }
  | { readonly action: 'give-up' };

const longestDelayMs = 30_000;

/**
 * What to do with a failed record; the one place that reads the fact about retry. `attempt` counts from 1 and is the
 * one that just failed.
 */
export function retryVerdict(error: AppError, attempt: number, maxAttempts: number): RetryVerdict {
  switch (error.retry.kind) {
    case 'never':
      return { action: 'give-up' };
    case 'pause':
      return { action: 'pause', forMs: error.retry.forMs };
    case 'later':
      return attempt < maxAttempts ? { action: 'retry' } : { action: 'give-up' };
  }
}

/**
 * How long to wait after failed attempt number `attempt` (from 1): doubling from the base, at most 30 s, of which
 * between half and all is waited, so that records that failed together don't come back together.
 */
export function backoffMs(attempt: number, baseMs: number, random: () => number): number {
  const full = Math.min(longestDelayMs, baseMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + (random() * full) / 2);
}
