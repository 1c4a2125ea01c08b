import { Injectable } from '@nestjs/common';

import { type ApiModule, isApiModule } from '../crm/modules.js';
import { RedisConnections } from '../redis/redis-connections.js';

/**
 * The modules that Zoho tells nothing of, because it refuses to watch them: they have to be asked for every few minutes.
 * Set by whoever registers channels, read by whoever sweeps.
 */
@Injectable()
export class PolledModules {
  readonly #key: string;

  constructor(private readonly redis: RedisConnections) {
    this.#key = redis.key('polled-modules');
  }

  /** These and no others are polled from now on. */
  async set(apis: readonly ApiModule[]): Promise<void> {
    const change = this.redis.patient.multi().del(this.#key);
    if (apis.length > 0) change.sadd(this.#key, ...apis);
    await change.exec();
  }

  /** In no particular order; names that aren't modules of ours are left out. */
  async list(): Promise<readonly ApiModule[]> {
    const names = await this.redis.patient.smembers(this.#key);
    return names.filter(isApiModule);
  }
}
