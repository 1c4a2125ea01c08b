import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { RecordQueues } from './record-queues.js';
import { queueNameOf } from './record-job.js';
import { type CrmModule } from '../crm/modules.js';

/** How long a count may be used while there is plenty of room. */
const countTtlMs = 250;

export interface QueueDepth {
  readonly module: CrmModule;
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
}

/**
 * How many records wait over all queues, against the limit. While at least half of the room is left the count is
 * reused for a quarter of a second, plus what this process let in since; nearer to the limit every check counts.
 */
@Injectable()
export class Capacity {
  readonly limit: number;
  #counted = { waiting: 0, atMs: Number.NEGATIVE_INFINITY };
  #admittedSince = 0;
  #inFlight = 0;

  constructor(
    private readonly redis: RedisConnections,
    private readonly queues: RecordQueues,
    settings: Settings,
  ) {
    this.limit = settings.queue.maxWaiting;
  }

  /** Brings the count up to date, where it is too old or too near to the limit. @throws the error of Redis */
  async refresh(records: number): Promise<void> {
    const fresh = this.#counted.atMs + countTtlMs > Date.now();
    if (!fresh || this.#estimate() + records > this.limit / 2) await this.#count();
  }

  /** Makes room for `records` until `release`; false at the limit. */
  reserve(records: number): boolean {
    if (this.#estimate() >= this.limit) return false;
    this.#inFlight += records;
    return true;
  }

  /** Ends a reservation; `queued` says whether its records went in. */
  release(records: number, queued: boolean): void {
    this.#inFlight -= records;
    if (queued) this.#admittedSince += records;
  }

  /** Records waiting over all queues now. @throws the error of Redis */
  async waiting(): Promise<number> {
    const depths = await this.depths();
    return depths.reduce((sum, depth) => sum + depth.waiting + depth.delayed, 0);
  }

  /** What waits and runs, per module. @throws the error of Redis */
  async depths(): Promise<readonly QueueDepth[]> {
    const client = this.redis.failFast;
    return Promise.all(
      this.queues.modules.map(async (module) => {
        const key = (type: string): string => this.redis.key(queueNameOf(module), type);
        const [wait, prioritized, delayed, active] = await Promise.all([
          client.llen(key('wait')),
          client.zcard(key('prioritized')),
          client.zcard(key('delayed')),
          client.llen(key('active')),
        ]);
        return { module, waiting: wait + prioritized, delayed, active };
      }),
    );
  }

  async #count(): Promise<void> {
    const waiting = await this.waiting();
    this.#counted = { waiting, atMs: Date.now() };
    this.#admittedSince = 0;
  }

  #estimate(): number {
    return this.#counted.waiting + this.#admittedSince + this.#inFlight;
  }
}
