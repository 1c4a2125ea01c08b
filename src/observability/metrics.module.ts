import { Global, Module } from '@nestjs/common';

import { Conditions } from './conditions.js';
import { Metrics } from './metrics.js';

/** The metrics of this process and what it depends on, for every module. */
@Global()
@Module({ providers: [Metrics, Conditions], exports: [Metrics, Conditions] })
export class MetricsModule {}
