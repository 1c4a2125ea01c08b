import { Injectable } from '@nestjs/common';
import { type Job } from 'bullmq';

import { type CrmModule } from '../crm/modules.js';
import { type RecordRef } from '../crm/record-ref.js';
import { AppError, appErrorFrom, retryNever } from '../kernel/app-error.js';
import { isToldDeleted } from '../queue/record-job.js';
import { RecordQueues } from '../queue/record-queues.js';
import { UrgentMarks } from '../queue/urgent-marks.js';
import { JobLease, LeaseLost } from './job-lease.js';
import { type JobRun, RecordOutcomes } from './record-outcomes.js';
import { type Look, RecordSync, type SyncOutcome } from './record-sync.js';
import { retryVerdict } from './retry-policy.js';
import { maxStalledCount } from './worker/worker-options.js';

export type JobVerdict =
  | { readonly action: 'done' }
  | { readonly action: 'pause'; readonly forMs: number }
  | { readonly action: 'retry'; readonly error: AppError }
  | { readonly action: 'give-up'; readonly error: AppError };

/** How often one job looks at a record that keeps changing critically before it leaves the rest to the next job. */
const mostLooks = 3;

/** Runs one job: syncs its record, tells of the outcome, and says what is to become of the job. */
@Injectable()
export class RecordJobRunner {
  constructor(
    private readonly records: RecordSync,
    private readonly outcomes: RecordOutcomes,
    private readonly marks: UrgentMarks,
    private readonly queues: RecordQueues,
  ) {}

  /** Never rejects because of the record. @throws the error of Redis */
  async run(ref: RecordRef, job: Job, token: string): Promise<JobVerdict> {
    const attempt = job.attemptsMade + 1;
    const run: JobRun = { ref, job, attempt, startedAt: performance.now() };
    try {
      const outcome = await this.#syncUntilCurrent(ref, new JobLease(job, token), {
        attempt,
        isToldDeleted: isToldDeleted(job.data),
      });
      await this.outcomes.succeeded(run, outcome);
      return { action: 'done' };
    } catch (thrown) {
      const error = appErrorFrom(thrown);
      // A record that somebody else has by now isn't given up, whatever the number of attempts.
      const attempts = error instanceof LeaseLost ? Infinity : (job.opts.attempts ?? 1);
      if (error instanceof LeaseLost) await this.#lookOnceMore(ref);
      const verdict = retryVerdict(error, attempt, attempts);
      await this.outcomes.failed(run, error, verdict);
      return verdict.action === 'pause' ? verdict : { action: verdict.action, error };
    }
  }

  /** Lets no job of the module begin for a while, in any process. */
  async pause(module: CrmModule, forMs: number): Promise<void> {
    await this.queues.of(module).rateLimit(forMs);
  }

  /**
   * A job that stalled too often is failed without having been run: the record seems to take its process down with
   * it. It becomes a dead letter like any other.
   */
  async keepAbandoned(ref: RecordRef, job: Job): Promise<void> {
    if (job.stalledCounter <= maxStalledCount) return;
    const message = `The process syncing ${ref.module}/${ref.id} died or hung ${job.stalledCounter} times.`;
    const error = new AppError('processor.stalled', message, { retry: retryNever });
    await this.outcomes.givenUp(ref, error, job.attemptsMade);
  }

  /**
   * A job that isn't the record's any more is not tried again by its queue, which may have lost it. What it wrote last may
   * be older than what another job has seen since: a deletion leaves nothing behind that would tell.
   */
  async #lookOnceMore(ref: RecordRef): Promise<void> {
    await this.queues.enqueue([{ ref, importance: 'live', delayMs: 0 }]);
  }

  async #syncUntilCurrent(ref: RecordRef, lease: JobLease, look: Look): Promise<SyncOutcome> {
    let outcome = await this.records.sync(ref, lease, look);
    for (let looks = 1; looks < mostLooks && (await this.marks.take(ref)); looks += 1) {
      outcome = await this.records.sync(ref, lease, look);
    }
    return outcome;
  }
}
