import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

import { ShutdownState } from '../../http/shutdown-state.js';

/** Down from the moment the process is told to stop, so that no new work is sent its way. */
@Injectable()
export class ShutdownHealth {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly shutdown: ShutdownState,
  ) {}

  check(): HealthIndicatorResult<'shutdown'> {
    const indicator = this.health.check('shutdown');
    return this.shutdown.shuttingDown
      ? indicator.down({ message: 'the process is shutting down' })
      : indicator.up();
  }
}
