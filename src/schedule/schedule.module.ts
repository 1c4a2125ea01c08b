import { type DynamicModule, type InjectionToken, Module } from '@nestjs/common';

import { RedisConnections } from '../redis/redis-connections.js';
import { type ScheduledTask } from './scheduled-task.js';
import { Scheduler } from './scheduler.js';

/** Tasks, and what they are made from. */
export interface TaskSource {
  readonly inject: readonly InjectionToken[];
  readonly tasks: (...injected: never[]) => readonly ScheduledTask[];
}

/** Runs the tasks it is given, once per tick and cluster. */
@Module({})
export class ScheduleModule {
  /** `imports`: the modules that hold what the sources inject, where those aren't global. */
  static register(
    sources: readonly TaskSource[],
    imports: NonNullable<DynamicModule['imports']> = [],
  ): DynamicModule {
    return {
      module: ScheduleModule,
      imports,
      providers: [
        {
          provide: Scheduler,
          useFactory: (redis: RedisConnections, ...injected: never[]) =>
            new Scheduler(redis, tasksOf(sources, injected)),
          inject: [RedisConnections, ...sources.flatMap(({ inject }) => inject)],
        },
      ],
    };
  }
}

/** Every source gets its own part of what was injected for all. */
function tasksOf(
  sources: readonly TaskSource[],
  injected: readonly never[],
): readonly ScheduledTask[] {
  let taken = 0;
  return sources.flatMap(({ inject, tasks }) => {
    const own = injected.slice(taken, taken + inject.length);
    taken += inject.length;
    return tasks(...own);
  });
}
