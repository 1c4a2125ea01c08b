import { Controller, Get, Res } from '@nestjs/common';
import { type Response } from 'express';

import { Metrics } from '../../observability/metrics.js';
import { RedisConnections } from '../../redis/redis-connections.js';

/** What comes from Redis isn't waited for while that doesn't answer. */
const silentRedisMs = 100;

/** What Prometheus scrapes. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly redis: RedisConnections,
  ) {}

  @Get()
  async show(@Res() response: Response): Promise<void> {
    response.setHeader('Content-Type', this.metrics.contentType);
    const { answers } = this.redis.breaker;
    response.send(await (answers ? this.metrics.text() : this.metrics.text(silentRedisMs)));
  }
}
