import { Injectable, Logger } from '@nestjs/common';

import { type QueueSettings } from '../../config/settings.js';
import { type CrmModule } from '../../crm/modules.js';
import { GapStore } from '../../gaps/gap-store.js';
import { Ledger } from '../../ledger/ledger.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { RedisConnections } from '../../redis/redis-connections.js';

/** While a comparison fills the ledger again, it is still empty: that is no second loss. */
const notedForSeconds = 3600;

/**
 * Notices that Redis lost what it had held: the queued changes, and the ledger. Memory outlives Redis, so an empty
 * ledger, or none of the mark that is left there once, beside a memory that isn't empty is a loss.
 */
@Injectable()
export class RedisLoss {
  readonly #logger = new Logger(RedisLoss.name);

  constructor(
    private readonly redis: RedisConnections,
    private readonly ledger: Ledger,
    private readonly memory: MemorySink,
    private readonly gaps: GapStore,
  ) {}

  /** Notes a gap of all times for every module where something was lost. @throws AppError of the memory */
  async notice({ modules, apis }: QueueSettings, nowMs: number): Promise<void> {
    const markKey = this.redis.key('held-since');
    const marked = (await this.redis.patient.exists(markKey)) === 1;
    if (marked && (await this.#isLedgerFilled(modules))) return;
    if ((await this.memory.count()) > 0 && (await this.#isNews())) {
      for (const api of apis) {
        await this.gaps.note({ api, fromMs: 0, toMs: nowMs, reason: 'redis_lost' });
      }
      this.#logger.warn({ event: 'redis.lost', marked });
    }
    await this.redis.patient.set(markKey, String(nowMs), 'NX');
  }

  async #isLedgerFilled(modules: readonly CrmModule[]): Promise<boolean> {
    const counts = await Promise.all(modules.map((module) => this.ledger.count(module)));
    return counts.some((count) => count > 0);
  }

  async #isNews(): Promise<boolean> {
    const key = this.redis.key('loss-noted');
    return (await this.redis.patient.set(key, '1', 'EX', notedForSeconds, 'NX')) === 'OK';
  }
}
