import { Controller, Get, Res } from '@nestjs/common';
import { type Response } from 'express';

import { ShutdownState } from '../http/shutdown-state.js';
import { Capacity } from '../queue/capacity.js';
import { DeadLetters } from '../queue/dead-letters.js';

export interface WebhookHealth {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly redis_connected: boolean;
  /** Records waiting over all queues; -1 while that is unknown. */
  readonly queue_size: number;
  readonly queue_capacity: number;
  readonly queue_utilization: string;
  readonly dead_letter_size: number;
  readonly timestamp: string;
}

/** From this share of the limit on, the queue is filling up faster than it is worked off. */
const degradedFrom = 0.8;

/** The state of the way in, for people and simple monitors. */
@Controller('webhooks/health')
export class WebhookHealthController {
  constructor(
    private readonly capacity: Capacity,
    private readonly deadLetters: DeadLetters,
    private readonly shutdown: ShutdownState,
  ) {}

  /** 503 when no delivery can be taken. */
  @Get()
  async show(@Res({ passthrough: true }) response: Response): Promise<WebhookHealth> {
    const health = await this.#health();
    if (health.status === 'unhealthy') response.status(503);
    return health;
  }

  async #health(): Promise<WebhookHealth> {
    const { limit } = this.capacity;
    const timestamp = new Date().toISOString();
    try {
      const [size, deadLetters] = await Promise.all([
        this.capacity.waiting(),
        this.deadLetters.count(),
      ]);
      return {
        status: this.#statusAt(size / limit),
        redis_connected: true,
        queue_size: size,
        queue_capacity: limit,
        queue_utilization: `${((size / limit) * 100).toFixed(1)}%`,
        dead_letter_size: deadLetters,
        timestamp,
      };
    } catch {
      return {
        status: 'unhealthy',
        redis_connected: false,
        queue_size: -1,
        queue_capacity: limit,
        queue_utilization: 'unknown',
        dead_letter_size: -1,
        timestamp,
      };
    }
  }

  #statusAt(utilization: number): WebhookHealth['status'] {
    if (this.shutdown.shuttingDown || utilization >= 1) return 'unhealthy';
    return utilization >= degradedFrom ? 'degraded' : 'healthy';
  }
}
