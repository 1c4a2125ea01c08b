import { describe, expect, it } from '@jest/globals';
import { Global, Injectable, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { RedisConnections } from '../redis/redis-connections.js';
import { ScheduleModule } from './schedule.module.js';
import { Scheduled, type ScheduledTask } from './scheduled-task.js';

/** A module of which one provider has this task. */
function moduleWithTask(name: string): Type {
  @Injectable()
  @Scheduled()
  class Source {
    tasks(): readonly ScheduledTask[] {
      return [{ name, when: { dailyAt: '02:00' }, run: () => Promise.resolve(undefined) }];
    }
  }
  @Module({ providers: [Source] })
  class SourceModule {}
  return SourceModule;
}

@Global()
@Module({
  providers: [{ provide: RedisConnections, useValue: {} }],
  exports: [RedisConnections],
})
class NoRedisModule {}

describe('ScheduleModule', () => {
  it('finds the tasks of every module, and does not start where two have one name', async () => {
    @Module({
      imports: [
        ...[NoRedisModule, ScheduleModule],
        ...['sync.full', 'gaps.heal', 'sync.full'].map(moduleWithTask),
      ],
    })
    class AppModule {}

    const starting = NestFactory.createApplicationContext(AppModule, {
      logger: false,
      abortOnError: false,
    });

    await expect(starting).rejects.toThrow(
      'Two tasks are named sync.full: they would share one schedule in Redis.',
    );
  });
});
