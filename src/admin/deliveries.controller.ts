import { Controller, Get, Query, UseGuards, UseInterceptors } from '@nestjs/common';

import { AdminGuard, OnlyReads } from '../access/admin.guard.js';
import { NeedsRedis } from '../http/needs-redis.interceptor.js';
import { deliveryOutcomes } from '../installation/recent-deliveries.js';
import { oneOf, passing } from '../kernel/shape.js';
import { DeliveryRecords, type FollowedDeliveries } from '../queue/progress/delivery-records.js';
import { countField, fieldsFrom } from './request-fields.js';

const mostListed = 1000;

const fields = {
  outcome: { shape: oneOf(deliveryOutcomes), says: `must be ${deliveryOutcomes.join(', ')}` },
  request_id: {
    shape: passing((value): value is string => typeof value === 'string' && value !== ''),
    says: 'must be the id of a request',
  },
  limit: countField(mostListed),
};

/** The last deliveries, those that were taken and those that were refused. */
@Controller('deliveries')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveryRecords) {}

  /** Newest first; what a delivery said of a record isn't kept, what became of it is looked up. */
  @Get()
  @OnlyReads()
  list(@Query() query: unknown): Promise<FollowedDeliveries> {
    const { request_id: requestId, ...filter } = fieldsFrom(query, fields);
    return this.deliveries.last({ ...filter, ...(requestId === undefined ? {} : { requestId }) });
  }
}
