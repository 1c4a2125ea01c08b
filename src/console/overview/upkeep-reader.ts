import { Injectable } from '@nestjs/common';

import { wholeView } from '../../crm/view.js';
import { MemoryStatus } from '../../asking/memory-status.js';
import { Settings } from '../../config/settings.js';
import { within } from '../../kernel/within.js';
import { LastRuns } from '../../reconciliation/last-runs.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { ChannelReport } from '../../registration/channel-report.js';
import { type UpkeepNow } from './overview-state.js';

/** What changes slowly is read so often at most. */
const freshForMs = 4000;
const readWithinMs = 1500;

/** Reads what costs more than a look at the queues, now and then. */
@Injectable()
export class UpkeepReader {
  #last: { readonly atMs: number; readonly read: UpkeepNow } | undefined;
  #reading: Promise<void> | undefined;

  constructor(
    private readonly memory: MemoryStatus,
    private readonly channels: ChannelReport,
    private readonly runs: LastRuns,
    private readonly redis: RedisConnections,
    private readonly settings: Settings,
  ) {}

  /** As it was a few seconds ago; undefined where it can't be read now. Never rejects. */
  async recent(): Promise<UpkeepNow | undefined> {
    if (!this.redis.breaker.answers) this.#last = undefined;
    else if (this.#last === undefined || performance.now() - this.#last.atMs > freshForMs) {
      // One at a time: what a memory out of order is slow to answer would pile up.
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await within(this.#reading, readWithinMs, 'Memory').catch(() => undefined);
    }
    return this.#last?.read;
  }

  async #read(): Promise<void> {
    const { webhook, zoho } = this.settings;
    const hasChannels = webhook.baseUrl !== undefined && zoho.credentials !== undefined;
    try {
      const [memory, channels, runs] = await Promise.all([
        this.memory.status({}, wholeView),
        hasChannels ? this.channels.known() : [],
        this.runs.read(),
      ]);
      this.#last = { atMs: performance.now(), read: { memory, channels, ...runs } };
    } catch {
      // What is wrong with Redis or the memory is told as a trouble.
      this.#last = undefined;
    }
  }
}
