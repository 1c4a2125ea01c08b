import { type ChangeEvent } from '../crm/change-event.js';
import { type RecordKey, recordKey } from '../crm/record-ref.js';
import { priorityOf } from './importance.js';
import { type RecordQueues, type SyncRequest } from './record-queues.js';

/** Where the contents of deliveries go before their records are queued; nothing to do when the CRM can be asked. */
export abstract class PayloadIntake {
  abstract take(changes: readonly ChangeEvent[]): Promise<void>;
}

/** Changes on their way into the queues: what they carry is kept first, where it is needed, then their records. */
export class ChangeQueue {
  constructor(
    private readonly queues: RecordQueues,
    private readonly intake: PayloadIntake,
    private readonly planSync: (change: ChangeEvent) => SyncRequest,
  ) {}

  /** What is to be queued for the changes: one request per record. */
  plan(changes: readonly ChangeEvent[], requestId?: string): readonly SyncRequest[] {
    const requests = changes.map((change) => {
      const request = this.planSync(change);
      return requestId === undefined ? request : { ...request, requestId };
    });
    return mostImportantPerRecord(requests);
  }

  /** When this resolves, all of it is in Redis. Safe to repeat. @throws the error of Redis */
  async put(changes: readonly ChangeEvent[], requests: readonly SyncRequest[]): Promise<void> {
    await this.intake.take(changes);
    await this.queues.enqueue(requests);
  }
}

/** One request per record: as important as the most important one of several, and as soon as the soonest. */
export function mostImportantPerRecord(requests: readonly SyncRequest[]): readonly SyncRequest[] {
  if (requests.length < 2) return requests;
  const byRecord = new Map<RecordKey, SyncRequest>();
  for (const request of requests) {
    const key = recordKey(request.ref);
    const other = byRecord.get(key);
    byRecord.set(key, other === undefined ? request : joined(other, request));
  }
  return [...byRecord.values()];
}

function joined(left: SyncRequest, right: SyncRequest): SyncRequest {
  const first = priorityOf(left.importance) <= priorityOf(right.importance) ? left : right;
  return { ...first, delayMs: Math.min(left.delayMs, right.delayMs) };
}
