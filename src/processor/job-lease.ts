import { type Job } from 'bullmq';

import { AppError, retryLater } from '../kernel/app-error.js';
import { type Lease } from './lease.js';
import { lockDurationMs } from './worker-options.js';

/** A job's lock as the right to write: a worker that stalled so long that another took its job over has lost it. */
export class JobLease implements Lease {
  constructor(
    private readonly job: Job,
    private readonly token: string,
  ) {}

  async renew(): Promise<void> {
    try {
      await this.job.extendLock(this.token, lockDurationMs);
    } catch (error) {
      throw new AppError(
        'processor.lease_lost',
        'Another worker has taken this record over; it brings memory up to date.',
        { retry: retryLater, cause: error },
      );
    }
  }
}
