import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

import { appErrorFrom } from '../../kernel/app-error.js';
import { SharedLook } from '../../kernel/shared-look.js';
import { ProcessConditions } from '../../observability/process-conditions.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { probeRedis } from '../../redis/redis-probe.js';
import { sinceOf } from './readiness.js';

/** Whoever asks more often than that is told what is known. */
const lookEveryMs = 1000;

/** Whether Redis takes writes, and how fast. Answers within a second, also while Redis hangs. */
@Injectable()
export class RedisHealth {
  readonly #probe: SharedLook<number>;

  constructor(
    private readonly health: HealthIndicatorService,
    private readonly redis: RedisConnections,
    private readonly conditions: ProcessConditions,
  ) {
    this.#probe = new SharedLook(() => probeRedis(redis), lookEveryMs);
  }

  async check(): Promise<HealthIndicatorResult<'redis'>> {
    const indicator = this.health.check('redis');
    try {
      const { breaker } = this.redis;
      if (!breaker.answers) throw breaker.refusal;
      return indicator.up({ latencyMs: await this.#probe.now() });
    } catch (error) {
      const { message } = appErrorFrom(error);
      return indicator.down({ message, ...sinceOf(this.conditions.current(), 'redis') });
    }
  }
}
