import { Controller, Get, Query, UseGuards, UseInterceptors } from '@nestjs/common';

import { AdminGuard, OnlyReads } from '../access/admin.guard.js';
import { NeedsRedis } from '../http/needs-redis.interceptor.js';
import {
  type DeliveriesAnswer,
  deliveryOutcomes,
  RecentDeliveries,
} from '../installation/recent-deliveries.js';
import { oneOf } from '../kernel/shape.js';
import { countField, fieldsFrom } from './request-fields.js';

const mostListed = 1000;

const fields = {
  outcome: { shape: oneOf(deliveryOutcomes), says: `must be ${deliveryOutcomes.join(', ')}` },
  limit: countField(mostListed),
};

/** The last deliveries, those that were taken and those that were refused. */
@Controller('deliveries')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class DeliveriesController {
  constructor(private readonly recent: RecentDeliveries) {}

  /** Newest first; what a delivery said of a record isn't kept. */
  @Get()
  @OnlyReads()
  list(@Query() query: unknown): Promise<DeliveriesAnswer> {
    return this.recent.last(fieldsFrom(query, fields));
  }
}
