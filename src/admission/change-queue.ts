import { Injectable, Logger } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type ChangeEvent } from '../crm/change-event.js';
import { type RecordKey, recordKey } from '../crm/record-ref.js';
import { RecordSource } from '../crm/record-source.js';
import { Clock } from '../kernel/clock.js';
import { priorityOf } from '../queue/importance.js';
import { Freshness } from '../queue/progress/freshness.js';
import { RecordQueues, type SyncRequest } from '../queue/record-queues.js';
import { planSync } from './plan-sync.js';

/** Changes on their way into the queues: what they carry is kept first, where it is needed, then their records. */
@Injectable()
export class ChangeQueue {
  readonly #logger = new Logger('Deliveries');

  constructor(
    private readonly queues: RecordQueues,
    private readonly source: RecordSource,
    private readonly freshness: Freshness,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** What is to be queued for the changes: one request per record. */
  plan(changes: readonly ChangeEvent[], requestId?: string): readonly SyncRequest[] {
    const requests = changes.map((change) => {
      const request = planSync(change, this.settings.queue);
      return requestId === undefined ? request : { ...request, requestId };
    });
    return mostImportantPerRecord(requests);
  }

  /** When this resolves, all of it is in Redis. Safe to repeat. @throws the error of Redis */
  async put(changes: readonly ChangeEvent[], requests: readonly SyncRequest[]): Promise<void> {
    this.#noteChanged(changes);
    await this.source.take?.(changes);
    await this.queues.enqueue(requests);
  }

  /**
   * Notes when the records changed, so that the lag is known. Not waited for: it is on its way before the records are
   * queued, on the same connection, and if it is lost only the lag is not known.
   */
  #noteChanged(changes: readonly ChangeEvent[]): void {
    const arrivedAtMs = this.clock.now();
    const changed = changes.map(({ ref, sentAtMs = arrivedAtMs }) => {
      return { ref, changedAtMs: sentAtMs };
    });
    this.freshness.noteChanged(changed).catch((error: unknown) => {
      this.#logger.debug({ event: 'lag.not_noted', reason: String(error) });
    });
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
  const isDeleted = left.isDeleted === true || right.isDeleted === true;
  const delayMs = Math.min(left.delayMs, right.delayMs);
  return { ...first, delayMs, ...(isDeleted ? { isDeleted } : {}) };
}
