import { Module } from '@nestjs/common';

import { Clock } from '../kernel/clock.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { PayloadStore } from './payload-store.js';

/** What deliveries carried, per record: needed where the CRM can't be asked. */
@Module({
  providers: [
    {
      provide: PayloadStore,
      useFactory: (redis: RedisConnections, clock: Clock) => new PayloadStore(redis, clock),
      inject: [RedisConnections, Clock],
    },
  ],
  exports: [PayloadStore],
})
export class PayloadsModule {}
