import { Controller, Get, Res } from '@nestjs/common';
import { type Response } from 'express';

import { ShutdownState } from '../http/shutdown-state.js';
import { Clock } from '../kernel/clock.js';
import { isoTime } from '../kernel/iso-time.js';
import { type Subject } from '../observability/trouble.js';
import { Intake, type IntakeNow } from './intake.js';

export interface WebhookHealth {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly redis_connected: boolean;
  /** Records waiting over all queues; -1 while that is unknown. */
  readonly queue_size: number;
  readonly queue_capacity: number;
  readonly queue_utilization: string;
  readonly dead_letter_size: number;
  /** What doesn't work, over all processes, and since when. */
  readonly troubles: readonly TroubleJson[];
  readonly timestamp: string;
}

interface TroubleJson {
  readonly subject: Subject;
  readonly since: string;
  /** What is wrong and what to do. */
  readonly message: string;
}

/** From this share of the limit on, the queue is filling up faster than it is worked off. */
const degradedFrom = 0.8;

/** The state of the way in, for people and simple monitors. */
@Controller('webhooks/health')
export class WebhookHealthController {
  constructor(
    private readonly intake: Intake,
    private readonly shutdown: ShutdownState,
    private readonly clock: Clock,
  ) {}

  /** 503 when no delivery can be taken. Degraded: they are taken, and memory falls behind. */
  @Get()
  async show(@Res({ passthrough: true }) response: Response): Promise<WebhookHealth> {
    const now = await this.intake.now();
    const { limit, counts, troubles } = now;
    const size = counts?.waiting ?? -1;
    const status = this.#statusOf(now);
    if (status === 'unhealthy') response.status(503);
    return {
      status,
      redis_connected: counts !== undefined,
      queue_size: size,
      queue_capacity: limit,
      queue_utilization: size < 0 ? 'unknown' : `${((size / limit) * 100).toFixed(1)}%`,
      dead_letter_size: counts?.deadLetters ?? -1,
      troubles: troubles.map(({ subject, sinceMs, message }) => {
        return { subject, since: isoTime(sinceMs), message };
      }),
      timestamp: isoTime(this.clock.now()),
    };
  }

  #statusOf({ limit, counts, troubles }: IntakeNow): WebhookHealth['status'] {
    if (counts === undefined || counts.waiting >= limit) return 'unhealthy';
    const takesNoWrites = troubles.some(({ subject }) => subject === 'redis');
    if (this.shutdown.shuttingDown || takesNoWrites) return 'unhealthy';
    return counts.waiting >= degradedFrom * limit || troubles.length > 0 ? 'degraded' : 'healthy';
  }
}
