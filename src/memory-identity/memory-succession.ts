import { Injectable, Logger } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { GapStore } from '../gaps/gap-store.js';
import { Clock } from '../kernel/clock.js';
import { Ledger } from '../ledger/ledger.js';
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
    private readonly gaps: GapStore,
    private readonly clock: Clock,
  ) {}

  /** @throws the error of Redis */
  async run(previous: string, memory: string): Promise<void> {
    const { modules, apis } = this.settings.queue;
    for (const module of modules) await this.ledger.distrustAll(module);
    const toMs = this.clock.now();
    for (const api of apis) {
      await this.gaps.note({ api, fromMs: 0, toMs, reason: 'memory_changed' });
    }
    if (!(await this.described.succeed(previous, memory))) return;
    this.#logger.warn({
      event: 'memory.changed',
      previous,
      memory,
      remedy: 'nothing needs doing: every record is compared and written anew',
    });
  }
}
