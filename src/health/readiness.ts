import { type HealthIndicatorResult } from '@nestjs/terminus';

/** One thing that must be well for the process to do its work. It never rejects and answers within a second. */
export interface ReadinessCheck {
  check(): HealthIndicatorResult | Promise<HealthIndicatorResult>;
}

/** Everything that must be well for a process of this role. */
export class Readiness {
  constructor(readonly checks: readonly ReadinessCheck[]) {}
}
