import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { Metrics } from '../../observability/metrics.js';
import { RecordProgress } from './record-progress.js';

/** How far memory is behind, as a metric. */
@Injectable()
export class LagMetrics {
  constructor(
    private readonly metrics: Metrics,
    private readonly progress: RecordProgress,
    private readonly settings: Settings,
  ) {
    metrics.beforeScrape(() => this.#refresh());
  }

  async #refresh(): Promise<void> {
    await Promise.all(
      this.settings.queue.modules.map(async (module) => {
        this.metrics.lag.set({ module }, (await this.progress.lagMs(module)) / 1000);
      }),
    );
  }
}
