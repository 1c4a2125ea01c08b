import { Controller, Get, Query, UseGuards, UseInterceptors } from '@nestjs/common';

import { AdminGuard, OnlyReads } from '../../access/admin.guard.js';
import { NeedsRedis } from '../../http/needs-redis.interceptor.js';
import { type SyncAnswer, SyncReport } from '../../reconciliation/sync-report.js';
import { fieldsFrom } from '../request-fields.js';

/** Sweeps and comparisons, over all processes. */
@Controller('sync')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class SyncReportController {
  constructor(private readonly report: SyncReport) {}

  /** What is under way, what comes next, and what came of the last sweeps. */
  @Get()
  @OnlyReads()
  show(@Query() query: unknown): Promise<SyncAnswer> {
    fieldsFrom(query, {});
    return this.report.now();
  }
}
