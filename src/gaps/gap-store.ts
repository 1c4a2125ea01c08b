import { Injectable, Logger } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type ApiModule, isApiModule } from '../crm/modules.js';
import { number, object, oneOf, stored, passing } from '../kernel/shape.js';
import { RedisConnections } from '../redis/redis-connections.js';

export const gapReasons = [
  /** Its channel was gone, switched off, or told somebody else, before it was put right. */
  'channel_lost',
  /** No process took deliveries. */
  'downtime',
  /** Deliveries were refused because the queue was at its limit. */
  'queue_full',
  /** Deliveries of our own channels, or that may have been theirs, could not be read. */
  'not_understood',
  /** Redis was away for a moment: whoever answers next may lack what was acknowledged last. */
  'redis_away',
  /** Redis came back without what it had held. */
  'redis_lost',
  /** Memory is another one than the ledger described. */
  'memory_changed',
  /** Memory lost documents that the ledger knows of. */
  'memory_lost',
] as const;

export type GapReason = (typeof gapReasons)[number];

/** A time in which changes of a module may not have been told: a sweep over it brings them in. */
export interface Gap {
  readonly api: ApiModule;
  /** Epoch ms by this machine's clock, both ends included. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: GapReason;
}

/** Notes of what is over may come late. */
const keptForMs = 60_000;

/** The gaps that are still open: noted by whoever notices one, closed by the sweep that went over it. */
@Injectable()
export class GapStore {
  readonly #logger = new Logger(GapStore.name);
  readonly #key: string;

  constructor(
    private readonly redis: RedisConnections,
    private readonly settings: Settings,
  ) {
    this.#key = redis.key('gaps');
  }

  /** Notes a gap; noting it again changes nothing. */
  async note(gap: Gap): Promise<void> {
    const added = await this.redis.patient.hsetnx(this.#key, gapId(gap), JSON.stringify(gap));
    if (added === 1) this.#logger.warn({ event: 'gap.noted', ...gap });
  }

  /**
   * Notes a gap whose time isn't over. The first time, only up to now: what is over can be swept at once. After that as it
   * is: the rest is swept when its time is over, so that however often it is noted, it is swept twice at most.
   */
  async noteBegun(gap: Gap, nowMs: number): Promise<void> {
    const key = this.redis.key('gaps', 'begun', gapId(gap));
    const lastsMs = Math.max(1, gap.toMs - nowMs) + keptForMs;
    const isFirst = (await this.redis.patient.set(key, '1', 'PX', lastsMs, 'NX')) === 'OK';
    await this.note(isFirst ? { ...gap, toMs: Math.min(nowMs, gap.toMs) } : gap);
  }

  /** The open gaps, oldest first. Those of a module that is synced no more wait until it is again. */
  async open(): Promise<readonly Gap[]> {
    const texts = await this.redis.patient.hvals(this.#key);
    const { apis } = this.settings.queue;
    return texts
      .map(gapFrom)
      .filter((gap) => gap !== undefined)
      .filter(({ api }) => apis.includes(api))
      .sort((one, other) => one.fromMs - other.fromMs);
  }

  /** Takes gaps off the list, once what changed in them is queued. */
  async close(gaps: readonly Gap[]): Promise<void> {
    if (gaps.length > 0) await this.redis.patient.hdel(this.#key, ...gaps.map(gapId));
  }
}

/** The same for the same gap, so that noting one twice leaves one. */
export function gapId({ api, reason, fromMs, toMs }: Gap): string {
  return `${api}:${reason}:${fromMs}-${toMs}`;
}

/** The gap of a text in Redis; undefined for one that can't be read. */
const gapFrom = stored(
  object<Gap>({
    api: passing(isApiModule),
    fromMs: number,
    toMs: number,
    reason: oneOf(gapReasons),
  }),
);
