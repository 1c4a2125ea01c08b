import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

import { appErrorFrom } from '../../kernel/app-error.js';
import { within } from '../../kernel/within.js';
import { MemoryChecks } from '../../memory-identity/memory-checks.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { ProcessConditions } from '../../observability/process-conditions.js';
import { sinceOf } from './readiness.js';

/** Whoever asks for readiness waits for a second or two. */
const answersWithinMs = 1000;

/** Whether the memory can take writes, and is that of the other workers. Answers within a second, also while the memory hangs. */
@Injectable()
export class MemoryHealth {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly sink: MemorySink,
    private readonly conditions: ProcessConditions,
    private readonly checks: MemoryChecks,
  ) {}

  async check(): Promise<HealthIndicatorResult<'memory'>> {
    const indicator = this.health.check('memory');
    try {
      await within(this.sink.check(), answersWithinMs, 'The check of the memory');
    } catch (error) {
      const troubles = this.conditions.current();
      // One that hangs doesn't say why; what its users met does.
      const known = troubles.find(({ subject }) => subject === 'memory');
      const { message } = known ?? appErrorFrom(error);
      return indicator.down({ message, ...sinceOf(troubles, 'memory') });
    }
    const { isUsable, problem } = this.checks;
    if (isUsable || problem === undefined) return indicator.up();
    return indicator.down({
      message: problem.message,
      ...sinceOf(this.conditions.current(), 'memory'),
    });
  }
}
