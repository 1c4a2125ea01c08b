import { type DynamicModule, Module } from '@nestjs/common';

import { SystemClock } from '../kernel/clock.js';
import { RedisConnections } from './redis-connections.js';
import { RedisTime } from './redis-time.js';

/** Connections to Redis, for every module. They exist before the modules do: a queue's worker is declared with one. */
@Module({})
export class RedisModule {
  static register(connections: RedisConnections): DynamicModule {
    return {
      global: true,
      module: RedisModule,
      providers: [{ provide: RedisConnections, useValue: connections }, SystemClock, RedisTime],
      exports: [RedisConnections, SystemClock, RedisTime],
    };
  }
}
