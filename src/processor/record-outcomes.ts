import { Injectable, Logger } from '@nestjs/common';
import { type Job } from 'bullmq';

import { type RecordRef } from '../crm/record-ref.js';
import { EventCounts } from '../installation/event-counts.js';
import { type AppError } from '../kernel/app-error.js';
import { Clock } from '../kernel/clock.js';
import { Metrics } from '../observability/metrics.js';
import { currentSpan } from '../observability/tracing.js';
import { DeadLetterStore } from '../queue/dead-letters/dead-letter-store.js';
import { Freshness } from '../queue/progress/freshness.js';
import { queuedAtMsOf, requestIdFromJob } from '../queue/record-job.js';
import { type SyncOutcome } from './record-sync.js';
import { type RetryVerdict } from './faults/retry-policy.js';

/** One run of a job, for the parts that report it. */
export interface JobRun {
  readonly ref: RecordRef;
  readonly job: Job;
  /** Counts from 1. */
  readonly attempt: number;
  /** By `performance.now()`. */
  readonly startedAt: number;
}

/** What became of every run of a job: in the dead letters, in the log, and in the counts. */
@Injectable()
export class RecordOutcomes {
  readonly #logger = new Logger('Records');

  constructor(
    private readonly deadLetters: DeadLetterStore,
    private readonly metrics: Metrics,
    private readonly counts: EventCounts,
    private readonly freshness: Freshness,
    private readonly clock: Clock,
  ) {}

  /** @throws the error of Redis */
  async succeeded(run: JobRun, outcome: SyncOutcome): Promise<void> {
    await Promise.all([this.deadLetters.resolve(run.ref), this.#noteSync(run, outcome)]);
    this.#logger.log({ event: 'record.synced', ...aboutOf(run, this.clock.now()), outcome });
    this.#measure(run, outcome);
    this.counts.add('events_succeeded');
    this.counts.noteProcessed(this.clock.now());
  }

  /**
   * Of what somebody told of, and of what is gone: a note per record that a comparison looks at would take more room in
   * Redis than all that is known of the record otherwise.
   */
  async #noteSync({ ref, job }: JobRun, outcome: SyncOutcome): Promise<void> {
    const requestId = requestIdFromJob(job.data) ?? null;
    // Nothing is kept of what was erased.
    if (outcome === 'erased' || (requestId === null && outcome !== 'removed')) return;
    const times = {
      receivedAtMs: queuedAtMsOf(job.data, job.timestamp),
      syncedAtMs: this.clock.now(),
    };
    await this.freshness.noteSync(ref, { ...times, outcome, requestId });
  }

  /** @throws the error of Redis */
  async failed(run: JobRun, error: AppError, { action }: RetryVerdict): Promise<void> {
    const entry = {
      event: 'record.failed',
      ...aboutOf(run, this.clock.now()),
      outcome: action,
      code: error.code,
      reason: error.message,
    };
    // Every record that waits meets a pause, which is logged once as a trouble; only what is given up wants a person.
    if (action === 'give-up') this.#logger.warn(entry);
    else if (action === 'retry') this.#logger.log(entry);
    else this.#logger.debug(entry);
    this.#measure(run, action);
    currentSpan().fail(error.code);
    if (action === 'pause') return;
    this.counts.add('events_failed');
    if (action === 'retry') this.counts.add('events_retried');
    else await this.givenUp(run.ref, error, run.attempt, requestIdFromJob(run.job.data));
  }

  /** @throws the error of Redis */
  async givenUp(
    ref: RecordRef,
    error: AppError,
    attempts: number,
    requestId: string | undefined,
  ): Promise<void> {
    await this.deadLetters.add(ref, error, attempts, requestId);
    currentSpan().note({ 'zoho_sync.dead_letter': true });
    this.counts.add('events_dead_letter');
    this.counts.noteProcessed(this.clock.now());
  }

  #measure({ ref, job, startedAt }: JobRun, outcome: SyncOutcome | RetryVerdict['action']): void {
    const tookMs = performance.now() - startedAt;
    currentSpan().note({ 'zoho_sync.outcome': outcome });
    this.metrics.records.inc({ module: ref.module, outcome });
    this.metrics.recordDuration.observe(tookMs / 1000);
    this.metrics.recordWait.observe(waitedMsOf(job, this.clock.now() - tookMs) / 1000);
  }
}

function waitedMsOf({ data, timestamp }: JobRun['job'], begunMs: number): number {
  return Math.max(0, begunMs - queuedAtMsOf(data, timestamp));
}

function aboutOf({ ref, job, attempt, startedAt }: JobRun, nowMs: number): object {
  const tookMs = Math.round(performance.now() - startedAt);
  const requestId = requestIdFromJob(job.data);
  return {
    module: ref.module,
    recordId: ref.id,
    jobId: job.id,
    ...(requestId === undefined ? {} : { requestId }),
    attempt,
    waitedMs: waitedMsOf(job, nowMs - tookMs),
    tookMs,
  };
}
