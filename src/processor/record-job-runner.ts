import { Injectable } from '@nestjs/common';
import { type Job } from 'bullmq';

import { type CrmModule } from '../crm/modules.js';
import { type RecordRef } from '../crm/record-ref.js';
import { AppError, appErrorFrom, retryNever } from '../kernel/app-error.js';
import { isToldDeleted, requestIdFromJob } from '../queue/record-job.js';
import { RecordQueues } from '../queue/record-queues.js';
import { UrgentMarks } from '../queue/progress/urgent-marks.js';
import { redisFailureFrom } from '../redis/redis-error.js';
import { JobLease, LeaseLost } from './job-lease.js';
import { Outages } from './faults/outages.js';
import { type JobRun, RecordOutcomes } from './record-outcomes.js';
import { type Look, RecordSync, type SyncOutcome } from './record-sync.js';
import { retryVerdict } from './faults/retry-policy.js';
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
    private readonly outages: Outages,
  ) {}

  /** Never rejects. */
  async run(ref: RecordRef, job: Job, token: string): Promise<JobVerdict> {
    const attempt = job.attemptsMade + 1;
    const run: JobRun = { ref, job, attempt, startedAt: performance.now() };
    try {
      const outcome = await this.#syncUntilCurrent(ref, new JobLease(job, token), {
        attempt,
        isToldDeleted: isToldDeleted(job.data),
      });
      await this.outcomes.succeeded(run, outcome);
      this.outages.ended(ref.module);
      return { action: 'done' };
    } catch (thrown) {
      return this.#failed(run, thrown).catch((error: unknown) => this.#failedToTell(run, error));
    }
  }

  /** The worker met a key of another type than it must be. */
  mend(module: CrmModule): void {
    this.queues.mend(module).catch(ignoredBecauseItIsMetAgain);
  }

  /** Lets no job of the module begin for a while, in any process; where Redis isn't to be asked, in this one. */
  async pause(module: CrmModule, forMs: number): Promise<void> {
    await this.queues.of(module).rateLimit(forMs).catch(ignoredBecauseTheJobWaitsItself);
  }

  async #failed(run: JobRun, thrown: unknown): Promise<JobVerdict> {
    const { ref, job, attempt } = run;
    const error = redisFailureFrom(thrown) ?? appErrorFrom(thrown);
    const isLost = error instanceof LeaseLost;
    if (isLost) await this.#lookOnceMore(ref);
    const verdict = retryVerdict(error, {
      attempt,
      // A record that somebody else has by now isn't given up, whatever the number of attempts.
      maxAttempts: isLost ? Infinity : (job.opts.attempts ?? 1),
      pauseMs: () => this.outages.pauseMs(ref.module),
      isWhole: error.retry.kind !== 'pause' && (await this.outages.isWhole(ref, error)),
    });
    await this.outcomes.failed(run, error, verdict);
    return verdict.action === 'pause' ? verdict : { action: verdict.action, error };
  }

  /** Where Redis doesn't take what became of the record, that waits for Redis: nothing of it is counted. */
  #failedToTell({ ref }: JobRun, thrown: unknown): JobVerdict {
    const error = redisFailureFrom(thrown);
    if (error === undefined) return { action: 'retry', error: appErrorFrom(thrown) };
    return { action: 'pause', forMs: this.outages.pauseMs(ref.module) };
  }

  /**
   * A job that stalled too often is failed without having been run: the record seems to take its process down with
   * it. It becomes a dead letter like any other.
   */
  async keepAbandoned(ref: RecordRef, job: Job): Promise<void> {
    if (job.stalledCounter <= maxStalledCount) return;
    const message = `The process syncing ${ref.module}/${ref.id} died or hung ${job.stalledCounter} times.`;
    const error = new AppError('processor.stalled', message, { retry: retryNever });
    await this.outcomes.givenUp(ref, error, job.attemptsMade, requestIdFromJob(job.data));
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
      outcome = await this.records.sync(ref, lease, { ...look, isAnew: true });
    }
    return outcome;
  }
}

function ignoredBecauseItIsMetAgain(): void {
  // The worker asks again a second later.
}

function ignoredBecauseTheJobWaitsItself(): void {
  // Every job that meets the same waits likewise.
}
