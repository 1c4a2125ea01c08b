import { Injectable, Logger } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { GapStore } from '../gaps/gap-store.js';
import { Ledger } from '../ledger/ledger.js';
import { ProvenTimes } from '../ledger/proven-times.js';
import { DescribedMemory } from './described-memory.js';

/**
 * Another memory takes the place of the one that the ledger describes: nothing that the ledger says of contents is
 * believed any more, and every record is looked at. A crash at any point leaves the old one described, so the whole is
 * done once more.
 */
@Injectable()
export class MemorySuccession {
  readonly #logger = new Logger('Memory');

  constructor(
    private readonly settings: Settings,
    private readonly described: DescribedMemory,
    private readonly ledger: Ledger,
    private readonly proven: ProvenTimes,
    private readonly gaps: GapStore,
  ) {}

  /**
   * The ledger describes this memory from now on, and described none before. What an earlier build wrote is looked at
   * once: it may lack what this one keeps. @throws the error of Redis
   */
  async begin(memory: string, nowMs: number): Promise<void> {
    const { modules } = this.settings.queue;
    const counts = await Promise.all(modules.map((module) => this.ledger.count(module)));
    if (counts.some((count) => count > 0)) await this.lookAtAll(nowMs);
    await this.described.succeed(undefined, memory);
  }

  /** @throws the error of Redis */
  async run(previous: string, memory: string, nowMs: number): Promise<void> {
    for (const module of this.settings.queue.modules) await this.ledger.distrustAll(module);
    await this.lookAtAll(nowMs);
    if (!(await this.described.succeed(previous, memory))) return;
    this.#logger.warn({
      event: 'memory.changed',
      previous,
      memory,
      remedy: 'nothing needs doing: every record is compared and written anew',
    });
  }

  /** Has every record compared, and written anew where the ledger isn't believed. @throws the error of Redis */
  async lookAtAll(toMs: number): Promise<void> {
    await this.proven.forget();
    for (const api of this.settings.queue.apis) {
      await this.gaps.note({ api, fromMs: 0, toMs, reason: 'memory_changed' });
    }
  }
}
