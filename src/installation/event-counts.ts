import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';

import { RedisConnections } from '../redis/redis-connections.js';
import { EverySecond } from '../redis/every-second.js';
import { type RefusalReason, refusalReasons } from './refusal-reason.js';

const plainNames = [
  /** Deliveries answered. */
  'total_events',
  /** Of them, those whose sender was authentic. */
  'verified_events',
  /** Answered with 4xx: not authentic, or not understood. */
  'rejected_events',
  'duplicated_events',
  'queued_events',
  /** Answered with 5xx: the sender may send them again. */
  'failed_events',
  /** Runs of record jobs that brought memory to the record's present state. */
  'events_succeeded',
  /** Runs that failed. */
  'events_failed',
  /** Of them, those that are tried again. */
  'events_retried',
  /** Of them, those that became dead letters. */
  'events_dead_letter',
  /** Records that joined a job that waited or ran already. */
  'records_coalesced',
  /** Calls to the source of records, and the records in them. */
  'batches_processed',
  'batched_records',
] as const;

export type CountName = (typeof plainNames)[number] | `refused_${RefusalReason}`;

const countNames: readonly CountName[] = [
  ...plainNames,
  ...refusalReasons.map((reason) => `refused_${reason}` as const),
];

export interface Counts {
  readonly of: Readonly<Record<CountName, number>>;
  /** Epoch ms: when a record was last brought up to date, or given up; undefined for never. */
  readonly lastProcessedMs: number | undefined;
}

const lastProcessedField = 'last_processed';

/**
 * What happened, counted over all processes since the installation began. Kept in Redis, written once a second at most,
 * so that what is counted costs no command of its own.
 */
@Injectable()
export class EventCounts
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  readonly #logger = new Logger(EventCounts.name);
  readonly #key: string;
  #unwritten = new Map<CountName, number>();
  #lastProcessedMs = 0;
  readonly #writes = new EverySecond(() => this.#write());

  constructor(private readonly redis: RedisConnections) {
    this.#key = redis.key('counts');
  }

  add(name: CountName, by = 1): void {
    this.#unwritten.set(name, (this.#unwritten.get(name) ?? 0) + by);
  }

  /** A record was brought up to date, or given up. */
  noteProcessed(atMs: number): void {
    this.#lastProcessedMs = atMs;
  }

  /** Of all processes, this one's latest second included. @throws the error of Redis */
  async read(): Promise<Counts> {
    await this.#writes.now();
    const stored = await this.redis.failFast.hgetall(this.#key);
    const of = Object.fromEntries(
      countNames.map((name) => [
        name,
        Number(stored[name] ?? 0) + (this.#unwritten.get(name) ?? 0),
      ]),
    ) as Record<CountName, number>;
    const last = Math.max(this.#lastProcessedMs, Number(stored[lastProcessedField] ?? 0));
    return { of, lastProcessedMs: last > 0 ? last : undefined };
  }

  onApplicationBootstrap(): void {
    this.#writes.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#writes.last();
  }

  /** By now the last request is answered and the last job has ended; the connection is still there. */
  async onApplicationShutdown(): Promise<void> {
    await this.#writes.stop();
  }

  /** All in one transaction; what Redis didn't take is counted again with what comes after it. */
  async #write(): Promise<void> {
    const counts = this.#unwritten;
    if (counts.size === 0) return;
    this.#unwritten = new Map();
    const commands = this.redis.failFast.multi();
    for (const [name, by] of counts) commands.hincrby(this.#key, name, by);
    if (this.#lastProcessedMs > 0) {
      commands.hset(this.#key, lastProcessedField, this.#lastProcessedMs);
    }
    try {
      await commands.exec();
    } catch (error) {
      for (const [name, by] of counts) this.add(name, by);
      this.#logger.debug({ event: 'counts.not_written', reason: String(error) });
    }
  }
}
