import { Injectable } from '@nestjs/common';

import { EventCounts } from '../../installation/event-counts.js';
import { Clock } from '../../kernel/clock.js';
import { number, object, stored } from '../../kernel/shape.js';
import { QueueState } from '../../queue/progress/queue-state.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { dayMs, type DaySample } from './day-strip.js';

export const sampleEveryMs = 60_000;
/** A day, and what it began with. */
const kept = dayMs / sampleEveryMs + 1;

const sampleFrom = stored(
  object<DaySample>({
    atMs: number,
    deliveries: number,
    refused: number,
    synced: number,
    failed: number,
    waiting: number,
    lagSeconds: number,
    deadLetters: number,
  }),
);

/** How it was in every minute of the last day, over all processes. */
@Injectable()
export class DaySamples {
  readonly #key: string;

  constructor(
    private readonly counts: EventCounts,
    private readonly queues: QueueState,
    private readonly redis: RedisConnections,
    private readonly clock: Clock,
  ) {
    this.#key = redis.key('day');
  }

  /** Notes how it is now. @throws the error of Redis */
  async take(): Promise<void> {
    const [{ of }, { depths, lags, deadLetters }] = await Promise.all([
      this.counts.read(),
      this.queues.read(),
    ]);
    const sample: DaySample = {
      atMs: this.clock.now(),
      deliveries: of.total_events,
      refused: of.rejected_events + of.failed_events,
      synced: of.events_succeeded,
      failed: of.events_failed,
      waiting: depths.reduce((sum, each) => sum + each.waiting + each.delayed, 0),
      lagSeconds: Math.round(Math.max(0, ...lags.values()) / 1000),
      deadLetters: [...deadLetters.values()].reduce((sum, each) => sum + each, 0),
    };
    await this.redis.failFast
      .multi()
      .lpush(this.#key, JSON.stringify(sample))
      .ltrim(this.#key, 0, kept - 1)
      .exec();
  }

  /** In any order. @throws the error of Redis */
  async all(): Promise<readonly DaySample[]> {
    const texts = await this.redis.failFast.lrange(this.#key, 0, kept - 1);
    return texts.map(sampleFrom).filter((sample) => sample !== undefined);
  }
}
