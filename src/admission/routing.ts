import { Injectable, Logger } from '@nestjs/common';

import { RecordSource } from '../crm/record-source.js';
import { Clock } from '../kernel/clock.js';
import { Freshness } from '../queue/progress/freshness.js';
import { RecordQueues } from '../queue/record-queues.js';
import { RedisTime } from '../redis/redis-time.js';
import { type AdmittedDelivery, type PlannedSync } from './change-entry.js';
import { type Coalescible, coalesced } from './coalesce.js';

/** A request as the log's delivery makes it now. */
type RoutedSync = Coalescible & { readonly changedAtMs: number };

/** From deliveries of the log to the queues: what they carried is kept first, where it is needed, then their records. */
@Injectable()
export class Routing {
  readonly #logger = new Logger('Router');

  constructor(
    private readonly queues: RecordQueues,
    private readonly source: RecordSource,
    private readonly freshness: Freshness,
    private readonly time: RedisTime,
    private readonly clock: Clock,
  ) {}

  /**
   * When this resolves, all of it is on the queues. Safe to repeat.
   * @returns how many requests joined another one of the same record
   * @throws the error of Redis, or of a queue
   */
  async route(deliveries: readonly AdmittedDelivery[]): Promise<number> {
    const redisMs = await this.time.now();
    const requests = deliveries.flatMap((delivery) => this.#requestsOf(delivery, redisMs));
    if (requests.length === 0) return 0;
    this.#noteChanged(requests);
    const carried = deliveries.flatMap((delivery) => delivery.carried);
    if (carried.length > 0) await this.source.take?.(carried);
    const perRecord = coalesced(requests);
    await this.queues.pass(perRecord);
    return requests.length - perRecord.length;
  }

  /** What it waited in the log is part of what it has to wait. Only differences of Redis' clock count. */
  #requestsOf(delivery: AdmittedDelivery, redisMs: number): readonly RoutedSync[] {
    const { planned, requestId, trace, takenAtMs } = delivery;
    const waitedMs = Math.max(0, Math.floor(redisMs - takenAtMs));
    const queuedAtMs = this.clock.now() - waitedMs;
    return planned.map((each: PlannedSync) => ({
      ...each,
      delayMs: Math.max(0, each.delayMs - waitedMs),
      queuedAtMs,
      changedAtMs: each.sentAtMs ?? queuedAtMs,
      ...(requestId === undefined ? {} : { requestId }),
      ...(trace === undefined ? {} : { trace }),
    }));
  }

  /**
   * Notes when the records changed, so that the lag is known. Not waited for: it is on its way before the records are
   * queued, on the same connection, and if it is lost only the lag is not known.
   */
  #noteChanged(requests: readonly RoutedSync[]): void {
    // Of several times of one record the first is kept.
    const oldestFirst = [...requests].sort((one, other) => one.changedAtMs - other.changedAtMs);
    this.freshness.noteChanged(oldestFirst).catch((error: unknown) => {
      this.#logger.debug({ event: 'lag.not_noted', reason: String(error) });
    });
  }
}
