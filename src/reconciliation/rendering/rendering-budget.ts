import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { Clock } from '../../kernel/clock.js';
import { RedisConnections } from '../../redis/redis-connections.js';

const hourMs = 3_600_000;
const keptForSeconds = 2 * 3600;

/** How many documents may still be made anew in this hour, over all processes, however often they are restarted. */
@Injectable()
export class RenderingBudget {
  readonly #limit: number;

  constructor(
    settings: Settings,
    private readonly redis: RedisConnections,
    private readonly clock: Clock,
  ) {
    this.#limit = settings.schedule.renderPerHour;
  }

  /** @throws the error of Redis */
  async left(): Promise<number> {
    const spent = Number((await this.redis.patient.get(this.#key())) ?? 0);
    return Math.max(0, this.#limit - spent);
  }

  /** @throws the error of Redis */
  async spend(documents: number): Promise<void> {
    const key = this.#key();
    await this.redis.patient.incrby(key, documents);
    await this.redis.patient.expire(key, keptForSeconds);
  }

  #key(): string {
    return this.redis.key('renderings', String(Math.floor(this.clock.now() / hourMs)));
  }
}
