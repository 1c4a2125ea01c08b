import { Controller, Get } from '@nestjs/common';

import { Unavailable } from '../../http/unavailable.js';
import { EventCounts } from '../../installation/event-counts.js';
import { Clock } from '../../kernel/clock.js';
import { QueueState } from '../../queue/progress/queue-state.js';
import { type WebhookMetrics, webhookMetricsFrom } from './webhook-metrics.js';

const redisDownRetrySeconds = 5;

/** Counts over all processes, for installations without Prometheus. */
@Controller('webhooks/metrics')
export class WebhookMetricsController {
  constructor(
    private readonly counts: EventCounts,
    private readonly queues: QueueState,
    private readonly clock: Clock,
  ) {}

  /** @throws Unavailable while Redis doesn't answer: nothing is known then */
  @Get()
  async show(): Promise<WebhookMetrics> {
    try {
      const [counts, state] = await Promise.all([this.counts.read(), this.queues.read()]);
      return webhookMetricsFrom({ counts, ...state, nowMs: this.clock.now() });
    } catch {
      throw new Unavailable(
        'Redis does not answer: what it counts is unknown',
        redisDownRetrySeconds,
      );
    }
  }
}
