import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';

import { appErrorFrom } from '../kernel/app-error.js';
import { MemorySink } from '../memory/memory-sink.js';

/** Whether the memory can take writes. */
@Injectable()
export class MemoryHealth {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly sink: MemorySink,
  ) {}

  async check(): Promise<HealthIndicatorResult<'memory'>> {
    const indicator = this.health.check('memory');
    try {
      await this.sink.check();
      return indicator.up();
    } catch (error) {
      return indicator.down({ message: appErrorFrom(error).message });
    }
  }
}
