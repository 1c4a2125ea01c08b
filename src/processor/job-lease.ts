import { type Job } from 'bullmq';

import { AppError, retryLater } from '../kernel/app-error.js';
import { redisFailureFrom } from '../redis/redis-error.js';
import { lockDurationMs } from './worker/worker-options.js';

/** The right to write a record's document: held by one job at a time, lost when the job seems dead to the others. */
export interface Lease {
  /** Renews the right. @throws LeaseLost when another job may have it by now */
  renew(): Promise<void>;
}

/** Another job may have the record by now: it, not this one, brings memory up to date. */
export class LeaseLost extends AppError {
  constructor(cause: unknown) {
    super('processor.lease_lost', 'Another worker has taken this record over.', {
      retry: retryLater,
      cause,
    });
  }
}

/** A job's lock as the right to write: a worker that stalled so long that another took its job over has lost it. */
export class JobLease implements Lease {
  constructor(
    private readonly job: Job,
    private readonly token: string,
  ) {}

  /** @throws LeaseLost where the lock is somebody else's, or nobody's: BullMQ answers 0 then, and throws nothing; of Redis */
  async renew(): Promise<void> {
    const extended = await this.job
      .extendLock(this.token, lockDurationMs)
      .catch((error: unknown) => {
        throw redisFailureFrom(error) ?? new LeaseLost(error);
      });
    if (extended !== 1) throw new LeaseLost(undefined);
  }
}
