import { Injectable, Logger } from '@nestjs/common';

import { RedisConnections } from '../redis/redis-connections.js';
import { RedisLock } from '../redis/redis-lock.js';

/** A sweep that died keeps the next one out for as long at most. */
const heldForMs = 10_000;
const extendEveryMs = 3_000;

/**
 * Keeps two sweeps from doing the same work twice. Nothing depends on it: each sweep is right whatever another one does
 * at the same time.
 */
@Injectable()
export class ModuleLocks {
  readonly #logger = new Logger(ModuleLocks.name);

  constructor(private readonly redis: RedisConnections) {}

  /** Runs the work, unless somebody else has the lock of this name; then undefined. */
  async alone<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
    const lock = new RedisLock(this.redis, this.redis.key('sweep', 'lock', name));
    const key = await lock.take(heldForMs);
    if (key === undefined) return undefined;
    const timer = setInterval(() => {
      lock.extend(key, heldForMs).catch((error: unknown) => {
        this.#logger.debug({ event: 'sweep.lock_not_extended', reason: String(error) });
      });
    }, extendEveryMs);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      await lock.release(key).catch((error: unknown) => {
        this.#logger.debug({ event: 'sweep.lock_not_released', reason: String(error) });
      });
    }
  }
}
