import { Injectable, Logger } from '@nestjs/common';

import { type QueueSettings } from '../../config/settings.js';
import { GapStore } from '../../gaps/gap-store.js';
import { Ledger } from '../../ledger/ledger.js';
import { ProvenTimes } from '../../ledger/proven-times.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { RedisConnections } from '../../redis/redis-connections.js';

/** A removal is in memory a moment before it is in the ledger. */
const lastsForMs = 60_000;
/** The same loss, noticed again, was looked at in vain. */
const notedForSeconds = 3600;

/** Notices that memory holds fewer documents than the ledger knows of, for longer than changes are on their way. */
@Injectable()
export class MemoryLoss {
  readonly #logger = new Logger(MemoryLoss.name);
  #sinceMs: number | undefined;

  constructor(
    private readonly redis: RedisConnections,
    private readonly ledger: Ledger,
    private readonly proven: ProvenTimes,
    private readonly memory: MemorySink,
    private readonly gaps: GapStore,
  ) {}

  /** Notes a gap of all times for every module where documents are lost. @throws AppError of the memory */
  async notice({ modules, apis }: QueueSettings, nowMs: number): Promise<void> {
    const counts = await Promise.all(modules.map((module) => this.ledger.count(module)));
    const known = counts.reduce((sum, count) => sum + count, 0);
    const held = await this.memory.count();
    if (held >= known) this.#sinceMs = undefined;
    else this.#sinceMs ??= nowMs;
    if (this.#sinceMs === undefined || nowMs - this.#sinceMs < lastsForMs) return;
    if (!(await this.#isNews(known, held))) return;
    await this.proven.forget();
    for (const api of apis) {
      await this.gaps.note({ api, fromMs: 0, toMs: nowMs, reason: 'memory_lost' });
    }
    this.#logger.warn({ event: 'memory.lost', known, held });
  }

  async #isNews(known: number, held: number): Promise<boolean> {
    const key = this.redis.key('memory', 'loss-noted');
    const loss = `${known}:${held}`;
    const noted = await this.redis.patient.set(key, loss, 'EX', notedForSeconds, 'GET');
    return noted !== loss;
  }
}
