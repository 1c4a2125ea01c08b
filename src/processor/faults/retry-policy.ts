import { type AppError } from '../../kernel/app-error.js';
import { faultOf } from './fault.js';

export type RetryVerdict =
  | { readonly action: 'retry' }
  | { readonly action: 'pause'; readonly forMs: number }
  | { readonly action: 'give-up' };

/** What is known of the run that failed. */
export interface FailedRun {
  /** Counts from 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** How long the queue is to wait, ms; asked only where the record isn't to blame. */
  readonly pauseMs: () => number;
  /** Whether what the record was for works for nothing else either; for failures that may be either's fault. */
  readonly isWhole: boolean;
}

const longestDelayMs = 30_000;

/** What to do with a failed record; the one place that reads the fact about retry, and whose fault it is. */
export function retryVerdict(error: AppError, run: FailedRun): RetryVerdict {
  const { retry } = error;
  if (retry.kind === 'pause') return { action: 'pause', forMs: retry.forMs };
  if (isOfAll(error, run.isWhole)) return { action: 'pause', forMs: run.pauseMs() };
  if (retry.kind === 'never') return { action: 'give-up' };
  return run.attempt < run.maxAttempts ? { action: 'retry' } : { action: 'give-up' };
}

function isOfAll(error: AppError, isWhole: boolean): boolean {
  switch (faultOf(error)) {
    case 'redis':
    case 'crm':
    case 'memory':
      return true;
    case 'crm_or_record':
    case 'memory_or_record':
      return isWhole;
    case 'record':
    case 'settings':
      return false;
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
