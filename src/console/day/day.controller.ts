import { Controller, Get, UseGuards, UseInterceptors } from '@nestjs/common';

import { AdminGuard, OnlyReads } from '../../access/admin.guard.js';
import { NeedsRedis } from '../../http/needs-redis.interceptor.js';
import { Clock } from '../../kernel/clock.js';
import { DaySamples } from './day-samples.js';
import { type DayPart, dayStrip } from './day-strip.js';

/** The last day. */
@Controller('console/day')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class DayController {
  constructor(
    private readonly samples: DaySamples,
    private readonly clock: Clock,
  ) {}

  @Get()
  @OnlyReads()
  async show(): Promise<{ readonly parts: readonly DayPart[] }> {
    return { parts: dayStrip(await this.samples.all(), this.clock.now()) };
  }
}
