import { Controller, Get, UseGuards } from '@nestjs/common';

import { ChannelReport } from '../registration/channel-report.js';
import { type ChannelRow } from '../registration/channel-row.js';
import { AdminGuard, OnlyReads } from './access/admin.guard.js';

/** Zoho's notification channels. */
@Controller('channels')
@UseGuards(AdminGuard)
export class ChannelsController {
  constructor(private readonly report: ChannelReport) {}

  /** As Zoho confirmed them last; it isn't asked. */
  @Get()
  @OnlyReads()
  list(): Promise<readonly ChannelRow[]> {
    return this.report.known();
  }
}
