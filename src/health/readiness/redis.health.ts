import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

import { appErrorFrom } from '../../kernel/app-error.js';
import { ProcessConditions } from '../../observability/process-conditions.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { probeRedis } from '../../redis/redis-probe.js';
import { sinceOf } from './readiness.js';

/** Whether Redis takes writes, and how fast. Answers within a second, also while Redis hangs. */
@Injectable()
export class RedisHealth {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly redis: RedisConnections,
    private readonly conditions: ProcessConditions,
  ) {}

  async check(): Promise<HealthIndicatorResult<'redis'>> {
    const indicator = this.health.check('redis');
    try {
      return indicator.up({ latencyMs: await probeRedis(this.redis) });
    } catch (error) {
      const { message } = appErrorFrom(error);
      return indicator.down({ message, ...sinceOf(this.conditions.current(), 'redis') });
    }
  }
}
