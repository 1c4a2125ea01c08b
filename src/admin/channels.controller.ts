import { Controller, Get, Query, UseGuards, UseInterceptors } from '@nestjs/common';

import { NeedsRedis } from '../http/needs-redis.interceptor.js';
import { type SnakeCased, snakeCased } from '../kernel/snake-case.js';
import { ChannelReport } from '../registration/channel-report.js';
import { type ChannelRow } from '../registration/channel-row.js';
import { AdminGuard, OnlyReads } from '../access/admin.guard.js';
import { fieldsFrom } from './request-fields.js';

/** Zoho's notification channels. */
@Controller('channels')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class ChannelsController {
  constructor(private readonly report: ChannelReport) {}

  /** As Zoho confirmed them last; it isn't asked. */
  @Get()
  @OnlyReads()
  async list(@Query() query: unknown): Promise<SnakeCased<readonly ChannelRow[]>> {
    fieldsFrom(query, {});
    return snakeCased(await this.report.known());
  }
}
