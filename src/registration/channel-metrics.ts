import { Injectable } from '@nestjs/common';

import { GapStore } from '../gaps/gap-store.js';
import { instantMs } from '../kernel/iso-time.js';
import { Metrics } from '../observability/metrics.js';
import { ChannelReport } from './channel-report.js';

/** How long channels live, when they were last heard, and the gaps nobody has swept yet. */
@Injectable()
export class ChannelMetrics {
  constructor(
    private readonly metrics: Metrics,
    private readonly report: ChannelReport,
    private readonly gaps: GapStore,
  ) {
    metrics.beforeScrape(() => this.#refresh());
  }

  async #refresh(): Promise<void> {
    const [rows, gaps] = await Promise.all([this.report.known(), this.gaps.open()]);
    const { channelExpiry, channelLastDelivery, openGaps } = this.metrics;
    for (const gauge of [channelExpiry, channelLastDelivery, openGaps]) gauge.reset();
    for (const { api, expiresInSeconds, lastDelivery } of rows) {
      if (expiresInSeconds !== null) channelExpiry.set({ module: api }, expiresInSeconds);
      const deliveredAtMs = instantMs(lastDelivery);
      if (deliveredAtMs !== undefined) {
        channelLastDelivery.set({ module: api }, deliveredAtMs / 1000);
      }
      openGaps.set({ module: api }, gaps.filter((gap) => gap.api === api).length);
    }
  }
}
