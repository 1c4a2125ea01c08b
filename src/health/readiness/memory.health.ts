import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

import { MemoryChecks } from '../../memory-identity/memory-checks.js';
import { ProcessConditions } from '../../observability/process-conditions.js';
import { sinceOf } from './readiness.js';

/**
 * Whether the memory can take writes, and is that of the other workers: what is known of it by the looks that are taken
 * every few seconds. Asking costs the memory nothing.
 */
@Injectable()
export class MemoryHealth {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly conditions: ProcessConditions,
    private readonly checks: MemoryChecks,
  ) {}

  check(): HealthIndicatorResult<'memory'> {
    const indicator = this.health.check('memory');
    const { isUsable, problem } = this.checks;
    if (isUsable && problem === undefined) return indicator.up();
    const troubles = this.conditions.current();
    const message = problem?.message ?? 'the memory has not been looked at yet';
    return indicator.down({ message, ...sinceOf(troubles, 'memory') });
  }
}
