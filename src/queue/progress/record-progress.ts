import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { type RecordRef } from '../../crm/record-ref.js';
import { Clock } from '../../kernel/clock.js';
import { DeadLetterStore } from '../dead-letters/dead-letter-store.js';
import { type DeadLetter } from '../dead-letters/dead-letter.js';
import { LogStanding } from '../log/log-standing.js';
import { RecordQueues } from '../record-queues.js';
import { Freshness, type LastSync } from './freshness.js';

/** Where a record is on its way to memory. */
export interface RecordStanding {
  /** When that was so, epoch ms. */
  readonly lookedAtMs: number;
  /** What its job is doing: `unrouted`, `delayed`, `prioritized`, `active`; undefined where it has none. */
  readonly job: string | undefined;
  /** When that was queued, epoch ms: the first change of those that were gathered. */
  readonly queuedAtMs: number | undefined;
  /** Its attempts that failed, why the last one did, and the request that it was queued for. */
  readonly attempts: number;
  readonly lastError: string | undefined;
  readonly requestId: string | undefined;
  /** The last run for a delivery of it. */
  readonly lastSync: LastSync | undefined;
  /** Since when a change of it has been waiting to be written, epoch ms. */
  readonly behindSinceMs: number | undefined;
  readonly deadLetter: DeadLetter | undefined;
}

/** At most so many records that were given up are passed over at a time. */
const mostPassedOver = 100;

/** How far records, and whole modules, are behind the CRM. */
@Injectable()
export class RecordProgress {
  constructor(
    private readonly queues: RecordQueues,
    private readonly freshness: Freshness,
    private readonly deadLetters: DeadLetterStore,
    private readonly log: LogStanding,
    private readonly clock: Clock,
  ) {}

  async of(ref: Pick<RecordRef, 'module' | 'id'>): Promise<RecordStanding> {
    const [job, behindSinceMs, deadLetter, lastSync] = await Promise.all([
      this.queues.pending(ref),
      this.freshness.waitingSinceMs(ref),
      this.deadLetters.get(ref),
      this.freshness.lastSync(ref),
    ]);
    return {
      lookedAtMs: this.clock.now(),
      job: job?.state,
      queuedAtMs: job?.queuedAtMs,
      attempts: job?.attempts ?? 0,
      lastError: job?.lastError,
      requestId: job?.requestId,
      behindSinceMs,
      deadLetter,
      lastSync,
    };
  }

  /**
   * The age of the oldest known change of a module that isn't in memory yet, ms; 0 where there is none. A record that
   * was given up isn't on its way any more, and counts no longer.
   */
  async lagMs(module: CrmModule): Promise<number> {
    const [unrouted, routed] = await Promise.all([
      this.log.unroutedMs(module),
      this.#routedLagMs(module),
    ]);
    return Math.max(unrouted, routed);
  }

  async #routedLagMs(module: CrmModule): Promise<number> {
    for (let passedOver = 0; passedOver < mostPassedOver; passedOver += 1) {
      const oldest = await this.freshness.oldest(module);
      if (oldest === undefined) return 0;
      const { job, deadLetter } = await this.of(oldest.ref);
      if (job !== undefined || deadLetter === undefined) {
        return Math.max(0, this.clock.now() - oldest.changedAtMs);
      }
      await this.freshness.forget(oldest.ref);
    }
    return 0;
  }
}
