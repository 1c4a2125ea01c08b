import { Injectable } from '@nestjs/common';

import { MemorySink } from '../memory/memory-sink.js';
import { Metrics } from '../observability/metrics.js';

/** Whether the memory takes writes of this process. */
@Injectable()
export class MemoryMetrics {
  constructor(metrics: Metrics, sink: MemorySink) {
    metrics.beforeScrape(async () => {
      try {
        await sink.check();
        metrics.memoryUp.set(1);
      } catch {
        // What is wrong is in /health/ready; the gauge is what an alarm looks at.
        metrics.memoryUp.set(0);
      }
    });
  }
}
