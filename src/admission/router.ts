import { setTimeout as delay } from 'node:timers/promises';

import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';

import { recordKey } from '../crm/record-ref.js';
import { RecordSource } from '../crm/record-source.js';
import { EventCounts } from '../installation/event-counts.js';
import { LogReader, type LogEntry } from '../queue/log/log-reader.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { redisFailureFrom } from '../redis/redis-error.js';
import { type AdmittedDelivery, deliveryFrom } from './change-entry.js';
import { Routing } from './routing.js';

/** Entries read at a time; those that carry records may be a megabyte each. */
const readAtATime = { named: 500, carried: 25 };

const againAfterMs = 250;

/**
 * Brings what the log has onto the queues, and takes out of it what is there for sure. Several may run, in any number of
 * processes. Where deliveries carry the records, one of them does at a time, so that they are merged in the log's order.
 */
@Injectable()
export class Router implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(Router.name);
  #reader: LogReader | undefined;
  #running: Promise<void> | undefined;
  #isStopping = false;

  constructor(
    private readonly routing: Routing,
    private readonly source: RecordSource,
    private readonly redis: RedisConnections,
    private readonly counts: EventCounts,
  ) {}

  onApplicationBootstrap(): void {
    const inOrder = this.source.take !== undefined;
    const count = inOrder ? readAtATime.carried : readAtATime.named;
    this.#reader = new LogReader(this.redis, { count, inOrder });
    this.#running = this.#run(this.#reader);
  }

  /** What is under way is finished; the rest is another's. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    this.#reader?.wake();
    await this.#running;
    await this.#reader?.leave();
  }

  async #run(reader: LogReader): Promise<void> {
    while (!this.#isStopping) {
      try {
        const entries = await reader.next();
        if (entries.length > 0) await this.#route(reader, entries);
      } catch (error) {
        reader.again();
        this.#tell(error);
        await delay(againAfterMs, undefined, { ref: false });
      }
    }
  }

  /** All at once; where that fails and Redis isn't the reason, one by one, so that no entry keeps others from their way. */
  async #route(reader: LogReader, entries: readonly LogEntry[]): Promise<void> {
    const deliveries = entries.map((entry) => this.#understood(entry));
    const known = deliveries.filter((each) => each !== undefined);
    if (!(await reader.stillReads())) return;
    try {
      await this.put(reader, known);
    } catch (error) {
      if (known.length < 2 || redisFailureFrom(error) !== undefined) throw error;
      for (const each of known) {
        await this.put(reader, [each]).catch((failure: unknown) => {
          this.#tell(failure, each.entryId);
        });
      }
    }
  }

  /** In this order: what was acknowledged before it is on a queue would be lost with the process. */
  async put(reader: LogReader, deliveries: readonly AdmittedDelivery[]): Promise<void> {
    const joined = await this.routing.route(deliveries);
    await reader.acknowledge(
      deliveries.map(({ entryId, planned }) => {
        return { id: entryId, records: planned.map(({ ref }) => recordKey(ref)) };
      }),
    );
    if (joined > 0) this.counts.add('records_coalesced', joined);
  }

  /** Undefined for one that is left to a router that knows its form. */
  #understood(entry: LogEntry): AdmittedDelivery | undefined {
    const delivery = deliveryFrom(entry);
    if (delivery === 'later') {
      this.#logger.warn({ event: 'log.entry_of_later_form', entryId: entry.id });
      return undefined;
    }
    if (delivery !== undefined) return delivery;
    this.#logger.error({ event: 'log.entry_unreadable', entryId: entry.id });
    const nothing = { planned: [], carried: [], requestId: undefined, trace: undefined };
    return { entryId: entry.id, takenAtMs: 0, ...nothing };
  }

  #tell(error: unknown, entryId?: string): void {
    const reason = error instanceof Error ? error.message : String(error);
    const entry = { event: 'log.not_routed', entryId, reason };
    // What is wrong with Redis is told once, as a trouble.
    if (redisFailureFrom(error) === undefined) this.#logger.warn(entry);
    else this.#logger.debug(entry);
  }
}
