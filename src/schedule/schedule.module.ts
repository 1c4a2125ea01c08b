import { type DynamicModule, type InjectionToken, Module } from '@nestjs/common';

import { RedisConnections } from '../redis/redis-connections.js';
import { type ScheduledTask } from './scheduled-task.js';
import { Scheduler } from './scheduler.js';

export interface TaskSource {
  readonly inject: readonly InjectionToken[];
  readonly tasks: (...injected: never[]) => readonly ScheduledTask[];
}

/** Runs the tasks it is given, once per tick and cluster. */
@Module({})
export class ScheduleModule {
  static register(source: TaskSource): DynamicModule {
    return {
      module: ScheduleModule,
      providers: [
        {
          provide: Scheduler,
          useFactory: (redis: RedisConnections, ...injected: never[]) =>
            new Scheduler(redis, source.tasks(...injected)),
          inject: [RedisConnections, ...source.inject],
        },
      ],
    };
  }
}
