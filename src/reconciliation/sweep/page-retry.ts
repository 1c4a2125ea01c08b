import { type AppError } from '../../kernel/app-error.js';

const mostAttempts = 6;
const firstPauseMs = 250;
/** A sweep that has to wait for longer ends, and goes on at its next time. */
const longestPauseMs = 60_000;

/**
 * How long to wait before a page that failed is asked for again; undefined where that is of no use. `attempt` counts
 * from 1 and is the one that just failed.
 */
export function pagePauseMs(error: AppError, attempt: number): number | undefined {
  if (error.retry.kind === 'never' || attempt >= mostAttempts) return undefined;
  if (error.retry.kind === 'later') return firstPauseMs * 2 ** (attempt - 1);
  return error.retry.forMs <= longestPauseMs ? error.retry.forMs : undefined;
}
