import { Injectable, Logger } from '@nestjs/common';

import { RedisConnections } from '../redis/redis-connections.js';
import { type Gap, gapFrom, gapId } from './gap.js';

/** The gaps that are still open: noted by whoever notices one, closed by the sweep that went over it. */
@Injectable()
export class Gaps {
  readonly #logger = new Logger(Gaps.name);
  readonly #key: string;

  constructor(private readonly redis: RedisConnections) {
    this.#key = redis.key('gaps');
  }

  /** Notes a gap; noting it again changes nothing. */
  async note(gap: Gap): Promise<void> {
    const added = await this.redis.patient.hsetnx(this.#key, gapId(gap), JSON.stringify(gap));
    if (added === 1) this.#logger.warn({ event: 'gap.noted', ...gap });
  }

  /** The open gaps, oldest first. */
  async open(): Promise<readonly Gap[]> {
    const texts = await this.redis.patient.hvals(this.#key);
    return texts
      .map(gapFrom)
      .filter((gap) => gap !== undefined)
      .sort((one, other) => one.fromMs - other.fromMs);
  }

  /** Takes gaps off the list, once what changed in them is queued. */
  async close(gaps: readonly Gap[]): Promise<void> {
    if (gaps.length > 0) await this.redis.patient.hdel(this.#key, ...gaps.map(gapId));
  }
}
