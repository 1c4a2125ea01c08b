import { type RecordKey, recordKey } from '../crm/record-ref.js';
import { priorityOf } from '../queue/importance.js';
import { type SyncRequest } from '../queue/record-job.js';

/** What several requests for one record have in common. */
export type Coalescible = SyncRequest & {
  /** When the sender sent the first of them, epoch ms by its clock. */
  readonly sentAtMs?: number;
};

/**
 * One request per record, in the order in which the records came: as important as the most important one of several, as
 * soon as the soonest, as old as the oldest.
 */
export function coalesced<T extends Coalescible>(requests: readonly T[]): readonly T[] {
  if (requests.length < 2) return requests;
  const byRecord = new Map<RecordKey, T>();
  for (const request of requests) {
    const key = recordKey(request.ref);
    const other = byRecord.get(key);
    byRecord.set(key, other === undefined ? request : joined(other, request));
  }
  return [...byRecord.values()];
}

function joined<T extends Coalescible>(left: T, right: T): T {
  const first = priorityOf(left.importance) <= priorityOf(right.importance) ? left : right;
  const sentAtMs = earliest(left.sentAtMs, right.sentAtMs);
  const queuedAtMs = earliest(left.queuedAtMs, right.queuedAtMs);
  return {
    ...first,
    delayMs: Math.min(left.delayMs, right.delayMs),
    ...(left.isDeleted === true || right.isDeleted === true ? { isDeleted: true } : {}),
    ...(sentAtMs === undefined ? {} : { sentAtMs }),
    ...(queuedAtMs === undefined ? {} : { queuedAtMs }),
  };
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
