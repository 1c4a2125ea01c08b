import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';

import { scheduledTasks } from './scheduled-task.js';
import { Scheduler } from './scheduler.js';

/** Runs the tasks of all modules, once per tick and installation. */
@Module({ imports: [DiscoveryModule], providers: [Scheduler] })
export class ScheduleModule implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scheduler: Scheduler,
  ) {}

  /** @throws where two tasks have one name */
  onApplicationBootstrap(): void {
    this.scheduler.start(scheduledTasks(this.discovery));
  }
}
