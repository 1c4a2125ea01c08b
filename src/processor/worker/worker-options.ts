import { type WorkerOptions } from 'bullmq';

import { type ProcessorSettings } from '../../config/settings.js';
import {
  queueOptions,
  type RedisClient,
  retryRedisMs,
} from '../../redis/connection/redis-options.js';
import { longestIdleMs } from '../../redis/time-limits.js';
import { backoffMs } from '../faults/retry-policy.js';

/**
 * A killed process's jobs are free again once their locks have run out and the next check has come. BullMQ skips a
 * check that its timer begins before the mark of the last one is gone from Redis, which is about every other one: the
 * jobs are free within 15 s + 2 × 4 s. All workers of a queue must use the same interval, since whoever checked last
 * sets the next check.
 */
export const lockDurationMs = 15_000;
/** A record that takes its process down with it every time is given up after this many. */
export const maxStalledCount = 5;

/**
 * A rate nobody reaches. Workers look at a queue's pause only when they have a limiter: without one, a pause that one
 * process sets is ignored by every other, and the paused job stays with the process as an active one.
 */
const pauseOnly = { max: 1_000_000_000_000, duration: 1000 };

/**
 * A worker told to stop just before it begins to wait for a pause's end waits all the same: for this long, instead of
 * BullMQ's 30 s.
 */
const pauseLookMs = 1000;

/** How a module's worker runs: as many jobs as fill all lanes with full batches, and as many again on their way. */
export function workerOptionsFrom(
  settings: ProcessorSettings,
  connection: RedisClient,
  prefix: string,
): WorkerOptions {
  return {
    ...queueOptions,
    connection,
    prefix,
    concurrency: 2 * settings.lanes * settings.batchSize,
    lockDuration: lockDurationMs,
    stalledInterval: longestIdleMs,
    maxStalledCount,
    limiter: pauseOnly,
    maximumRateLimitDelay: pauseLookMs,
    runRetryDelay: retryRedisMs,
    settings: {
      backoffStrategy: (attemptsMade: number) =>
        backoffMs(attemptsMade, settings.retryDelayBaseMs, Math.random),
    },
  };
}
