import { Global, Module } from '@nestjs/common';

import { Freshness } from './freshness.js';
import { LagMetrics } from './lag-metrics.js';
import { RecordProgress } from './record-progress.js';

/** How far memory is behind, for whoever brings it forward and whoever asks. */
@Global()
@Module({
  providers: [Freshness, LagMetrics, RecordProgress],
  exports: [Freshness, RecordProgress],
})
export class FreshnessModule {}
