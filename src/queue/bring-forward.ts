import { isLessImportant, priorityOf } from './importance.js';
import { isMistyped } from './mending/mistyped-keys.js';
import { type RecordQueue } from './module-queues.js';
import { type UrgentMarks } from './progress/urgent-marks.js';
import { type SyncRequest } from './record-job.js';

/**
 * A request that joined another job must not wait as long as that one may: BullMQ drops it and leaves the waiting job where
 * it is. A job in back-off after a failure stays there: otherwise a busy record would use up its attempts in no time.
 * @throws the error of Redis
 */
export async function bringForward(
  queue: RecordQueue,
  jobId: string,
  request: SyncRequest,
  marks: UrgentMarks,
): Promise<void> {
  if (request.importance === 'critical' && (await queue.getJobState(jobId)) === 'active') {
    await marks.set(request.ref);
    return;
  }
  if (!isLessImportant(jobId, request.importance)) return;
  const job = await queue.getJob(jobId);
  if (job === undefined || job.attemptsMade > 0) return;
  await job.changePriority({ priority: priorityOf(request.importance) });
  if (request.delayMs > 0) return;
  try {
    await job.promote();
  } catch (error) {
    // Else it isn't delayed: it waits in line already, or has begun; both are what was wanted.
    if (isMistyped(error)) throw error;
  }
}
