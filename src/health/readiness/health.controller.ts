import { Controller, Get, Optional, Res, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService } from '@nestjs/terminus';
import { type Response } from 'express';

import { MemoryHealth } from './memory.health.js';
import { QueueDepthHealth } from './queue-depth.health.js';
import { type ReadinessCheck } from './readiness.js';
import { RedisHealth } from './redis.health.js';
import { ShutdownHealth } from './shutdown.health.js';

/** Probes for an orchestrator: alive while the process can answer, ready while it can do its work. */
@Controller('health')
export class HealthController {
  readonly #checks: readonly ReadinessCheck[];

  /** `memory`: only a process that writes memory isn't ready without it. */
  constructor(
    private readonly health: HealthCheckService,
    redis: RedisHealth,
    queue: QueueDepthHealth,
    shutdown: ShutdownHealth,
    @Optional() memory?: MemoryHealth,
  ) {
    const always = [redis, queue, shutdown];
    this.#checks = memory === undefined ? always : [...always, memory];
  }

  @Get('live')
  live(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200, or 503 with what is wrong; Terminus's result either way. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<unknown> {
    const checks = this.#checks.map((check) => async () => check.check());
    try {
      return await this.health.check(checks);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      response.status(503);
      return error.getResponse();
    }
  }
}
