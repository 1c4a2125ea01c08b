import { Injectable } from '@nestjs/common';

import { RedisConnections } from '../redis/redis-connections.js';
import { RedisLock } from '../redis/redis-lock.js';

/**
 * Keeps two sweeps from doing the same work twice. Nothing depends on it: each sweep is right whatever another one does
 * at the same time.
 */
@Injectable()
export class ModuleLocks {
  constructor(private readonly redis: RedisConnections) {}

  /** Runs the work, unless somebody else has the lock of this name; then undefined. */
  async alone<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
    const lock = new RedisLock(this.redis, this.redis.key('sweep', 'lock', name));
    return (await lock.alone(work))?.done;
  }
}
