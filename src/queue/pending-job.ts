import { type Job } from 'bullmq';

import { redisFailureFrom } from '../redis/redis-error.js';
import { type RecordQueue } from './module-queues.js';
import { queuedAtMsOf, type RecordJobData, requestIdFromJob } from './record-job.js';

/** A record's job on its way. */
export interface PendingJob {
  /** `delayed`, `prioritized`, `active`; `unrouted`: it is in the log still. */
  readonly state: string;
  /** Epoch ms. */
  readonly queuedAtMs: number;
  /** Attempts that failed. */
  readonly attempts: number;
  /** Why the last of them failed. */
  readonly lastError: string | undefined;
  readonly requestId: string | undefined;
}

/** The record's job, where it has one that is not over and can be read. @throws the error of Redis */
export async function pendingJobOf(
  queue: RecordQueue,
  recordId: string,
): Promise<PendingJob | undefined> {
  const jobId = await queue.getDeduplicationJobId(recordId);
  if (jobId === null) return undefined;
  const [job, state] = await Promise.all([
    queue.getJob(jobId).catch(undefinedUnlessRedisFails),
    queue.getJobState(jobId),
  ]);
  const isWhole = job !== undefined && state !== 'unknown' && Number.isFinite(job.timestamp);
  return isWhole ? pendingJobFrom(job, state) : undefined;
}

function pendingJobFrom(job: Job<RecordJobData>, state: string): PendingJob {
  const { attemptsMade, failedReason } = job;
  return {
    state,
    queuedAtMs: queuedAtMsOf(job.data, job.timestamp),
    attempts: attemptsMade,
    lastError: attemptsMade > 0 && failedReason !== '' ? failedReason : undefined,
    requestId: requestIdFromJob(job.data),
  };
}

/** What stands for the job of a record that is in the log and on no queue yet. */
export function unroutedJob(queuedAtMs: number): PendingJob {
  return {
    state: 'unrouted',
    queuedAtMs,
    attempts: 0,
    lastError: undefined,
    requestId: undefined,
  };
}

/** A job of which Redis lost a part can't be read. */
function undefinedUnlessRedisFails(error: unknown): undefined {
  if (redisFailureFrom(error) !== undefined) throw error;
}
