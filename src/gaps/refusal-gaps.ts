import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type ApiModule } from '../crm/modules.js';
import { Clock } from '../kernel/clock.js';
import { EverySecond } from '../redis/every-second.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { type Gap, gapId, type GapReason, GapStore } from './gap-store.js';

const minuteMs = 60_000;
/** What can't be read may be a stranger's: the sweeps that he causes cost no more than six an hour and module. */
const unreadWindowMs = 10 * minuteMs;

/** Gaps of which what is over already is swept before the rest; while a queue is full, or deliveries are refused, that is vain. */
const sweptAtOnce: ReadonlySet<GapReason> = new Set(['not_understood', 'redis_away']);

/** The gap that a refusal at this time belongs to. */
export function refusalGap(api: ApiModule, reason: GapReason, atMs: number): Gap {
  const lengthMs = reason === 'not_understood' ? unreadWindowMs : minuteMs;
  const fromMs = Math.floor(atMs / lengthMs) * lengthMs;
  return { api, reason, fromMs, toMs: fromMs + lengthMs - 1 };
}

/**
 * The gap that a Redis leaves that answered no more at this time: a replica that takes over may lack what was acknowledged
 * in the minute before. Whole minutes, so that processes that notice it within one make the same gap.
 */
export function absenceGap(api: ApiModule, atMs: number): Gap {
  const minuteOfSilenceMs = Math.floor(atMs / minuteMs) * minuteMs;
  return {
    api,
    reason: 'redis_away',
    fromMs: minuteOfSilenceMs - minuteMs,
    toMs: minuteOfSilenceMs + minuteMs - 1,
  };
}

/**
 * What a process notices of changes that may be missing: deliveries that were refused, though they did or may have told of
 * some, and moments at which Redis went away. Gaps of whole minutes, or of ten where deliveries were not understood, of which
 * the first is swept at once: a flood of refusals makes few. Noted once a second at most, and as soon as Redis takes them.
 */
@Injectable()
export class RefusalGaps implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(RefusalGaps.name);
  readonly #unnoted = new Map<string, Gap>();
  readonly #writes = new EverySecond(() => this.#write());

  constructor(
    private readonly settings: Settings,
    private readonly gaps: GapStore,
    private readonly clock: Clock,
    private readonly redis: RedisConnections,
  ) {}

  /** A change of this module was refused just now; a module that isn't synced misses nothing. */
  note(api: ApiModule, reason: GapReason): void {
    if (!this.settings.queue.apis.includes(api)) return;
    this.#keep(refusalGap(api, reason, this.clock.now()));
  }

  /** A delivery was refused that nobody read: it may have told of any module. */
  noteUnread(): void {
    for (const api of this.settings.queue.apis) this.note(api, 'not_understood');
  }

  onApplicationBootstrap(): void {
    this.redis.breaker.onSilence(() => {
      this.#noteAbsence();
    });
    this.#writes.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#writes.stop();
  }

  #noteAbsence(): void {
    const atMs = this.clock.now();
    for (const api of this.settings.queue.apis) this.#keep(absenceGap(api, atMs));
  }

  /** Without credentials there is nobody to ask, and nothing to note. */
  #keep(gap: Gap): void {
    if (this.settings.zoho.credentials === undefined) return;
    this.#unnoted.set(gapId(gap), gap);
  }

  async #write(): Promise<void> {
    try {
      for (const [id, gap] of this.#unnoted) {
        if (sweptAtOnce.has(gap.reason)) await this.gaps.noteBegun(gap, this.clock.now());
        else await this.gaps.note(gap);
        this.#unnoted.delete(id);
      }
    } catch (error) {
      this.#logger.debug({ event: 'refusals.not_noted', reason: String(error) });
    }
  }
}
