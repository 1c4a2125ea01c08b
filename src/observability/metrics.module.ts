import { Global, Module } from '@nestjs/common';

import { Metrics } from './metrics.js';
import { ProcessConditions } from './process-conditions.js';

/** The metrics of this process and what it depends on, for every module. */
@Global()
@Module({ providers: [Metrics, ProcessConditions], exports: [Metrics, ProcessConditions] })
export class MetricsModule {}
