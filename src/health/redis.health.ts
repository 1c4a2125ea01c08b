import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';

import { RedisConnections } from '../redis/redis-connections.js';

/** Whether Redis answers, and how fast. Answers within a second, also while Redis hangs. */
@Injectable()
export class RedisHealth {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly redis: RedisConnections,
  ) {}

  async check(): Promise<HealthIndicatorResult<'redis'>> {
    const indicator = this.health.check('redis');
    const startedAt = performance.now();
    try {
      await this.redis.failFast.ping();
    } catch {
      return indicator.down({ message: 'Redis does not answer: check REDIS_URL and the server' });
    }
    return indicator.up({ latencyMs: Math.round((performance.now() - startedAt) * 10) / 10 });
  }
}
