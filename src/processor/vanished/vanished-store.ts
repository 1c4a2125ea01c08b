import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { type RecordRef } from '../../crm/record-ref.js';
import { Clock } from '../../kernel/clock.js';
import { RedisConnections } from '../../redis/redis-connections.js';

/** Removals so long ago say nothing of those of today. */
const countedForSeconds = 24 * 3600;

/**
 * Which records vanished from the CRM without being listed as deleted: those that are kept for now, by the time they
 * vanished, and those that were let go within a day. Lost with Redis, it costs a further look at each of them.
 */
@Injectable()
export class VanishedStore {
  constructor(
    private readonly redis: RedisConnections,
    private readonly clock: Clock,
  ) {}

  /** Since when it has been away: `sinceMs` where that is known, epoch ms, or now; and how long, ms. */
  async keep(
    { module, id }: RecordRef,
    sinceMs = this.clock.now(),
  ): Promise<{ readonly sinceMs: number; readonly awayForMs: number }> {
    await this.redis.patient.zadd(this.#keptKey(module), sinceMs, id);
    return { sinceMs, awayForMs: this.clock.now() - sinceMs };
  }

  /** Epoch ms; what was deleted before has been missed, as a rule, and counts as vanished. */
  get latelyMs(): number {
    return this.clock.now() - countedForSeconds * 1000;
  }

  /** How many vanished lately, whatever became of them. */
  async count(module: CrmModule): Promise<number> {
    const [kept, gone] = await Promise.all([
      this.redis.patient.zcard(this.#keptKey(module)),
      this.redis.patient.zcount(this.#goneKey(module), this.latelyMs, '+inf'),
    ]);
    return kept + gone;
  }

  /** Where the record stands among those that are kept: 0 for the one that vanished first. */
  async rank({ module, id }: RecordRef): Promise<number> {
    return (await this.redis.patient.zrank(this.#keptKey(module), id)) ?? Infinity;
  }

  async forget({ module, id }: RecordRef): Promise<void> {
    await this.redis.patient.zrem(this.#keptKey(module), id);
  }

  /** Notes that the record is let go though nobody said that it was deleted. */
  async letGo(ref: RecordRef): Promise<void> {
    const key = this.#goneKey(ref.module);
    await Promise.all([
      this.forget(ref),
      this.redis.patient.zadd(key, this.clock.now(), ref.id),
      this.redis.patient.zremrangebyscore(key, '-inf', this.latelyMs),
      this.redis.patient.expire(key, countedForSeconds),
    ]);
  }

  /** All that are kept, each given to one who asks. */
  async takeAll(module: CrmModule): Promise<readonly string[]> {
    const taken: string[] = [];
    for (;;) {
      const popped = await this.redis.patient.zpopmin(this.#keptKey(module), 500);
      if (popped.length === 0) return taken;
      // Ids and scores take turns.
      taken.push(...popped.filter((_, index) => index % 2 === 0));
    }
  }

  #keptKey(module: CrmModule): string {
    return this.redis.key('vanished', module);
  }

  #goneKey(module: CrmModule): string {
    return this.redis.key('vanished-gone', module);
  }
}
