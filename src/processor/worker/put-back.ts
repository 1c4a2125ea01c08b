import { setTimeout as delay } from 'node:timers/promises';

import { type Job } from 'bullmq';

import { redisFailureFrom } from '../../redis/redis-error.js';

const everyMs = 2000;

export interface PutBack {
  /** The lock of the run. */
  readonly token: string | undefined;
  readonly forMs: number;
  /** Whether the worker ends. */
  readonly isClosing: () => boolean;
}

/**
 * Puts a job under way back into its queue, to be run again after `forMs`, with the attempts that it had. A RateLimitError
 * would put it back without waking anybody: idle workers see it after seconds at the earliest. A Redis that takes no
 * writes is asked again. Never rejects: a job that can't be put back is taken up once its lock has run out.
 */
export async function putBack(job: Job, { token, forMs, isClosing }: PutBack): Promise<void> {
  const untilMs = Date.now() + forMs;
  for (;;) {
    try {
      await job.moveToDelayed(Math.max(untilMs, Date.now()), token);
      return;
    } catch (error) {
      const code = redisFailureFrom(error)?.code;
      // Where Redis is away, the worker's connection waits for it by itself; it ended for good.
      if (code === undefined || code === 'redis.unreachable' || isClosing()) return;
    }
    await delay(everyMs);
  }
}
