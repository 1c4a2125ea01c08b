import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

import { SharedLook } from '../../kernel/shared-look.js';
import { Capacity } from '../../queue/capacity.js';

const lookEveryMs = 1000;

/** Whether there is room for further records: at the limit, deliveries are refused. */
@Injectable()
export class QueueDepthHealth {
  readonly #waiting: SharedLook<number>;

  constructor(
    private readonly health: HealthIndicatorService,
    private readonly capacity: Capacity,
  ) {
    this.#waiting = new SharedLook(() => capacity.waiting(), lookEveryMs);
  }

  async check(): Promise<HealthIndicatorResult<'queue'>> {
    const indicator = this.health.check('queue');
    try {
      const waiting = await this.#waiting.now();
      const { limit } = this.capacity;
      return waiting < limit
        ? indicator.up({ waiting, limit })
        : indicator.down({ waiting, limit, message: 'the queue is at WEBHOOK_MAX_QUEUE_SIZE' });
    } catch {
      return indicator.down({ message: 'the queue depth is unknown: Redis does not answer' });
    }
  }
}
