import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';

import { MemoryModule } from '../memory/memory.module.js';
import { Intake } from './intake.js';
import { MemoryWatch } from './memory-watch.js';
import { MemoryHealth } from './memory.health.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { QueueState } from './queue-state.js';
import { QueueDepthHealth } from './queue-depth.health.js';
import { Readiness, type ReadinessCheck } from './readiness.js';
import { RedisHealth } from './redis.health.js';
import { StateMetrics } from './state-metrics.js';
import { ShutdownHealth } from './shutdown.health.js';
import { TroubleMetrics } from './trouble-metrics.js';
import { WebhookMetricsController } from './webhook-metrics.controller.js';
import { WebhookHealthController } from './webhook-health.controller.js';

/** The probes. A process that writes memory is ready only while memory can be written. */
@Module({})
export class HealthModule {
  static register(options: { readonly writesMemory: boolean }): DynamicModule {
    const indicators = [RedisHealth, QueueDepthHealth, ShutdownHealth];
    const checked = options.writesMemory ? [...indicators, MemoryHealth] : indicators;
    const readiness: Provider = {
      provide: Readiness,
      useFactory: (...checks: ReadinessCheck[]) => new Readiness(checks),
      inject: checked,
    };
    return {
      module: HealthModule,
      imports: [
        TerminusModule.forRoot({ logger: false }),
        ...(options.writesMemory ? [MemoryModule] : []),
      ],
      controllers: [
        ...[HealthController, WebhookHealthController],
        ...[MetricsController, WebhookMetricsController],
      ],
      providers: [
        ...[...checked, readiness, Intake, QueueState, StateMetrics, TroubleMetrics],
        ...(options.writesMemory ? [MemoryWatch] : []),
      ],
    };
  }
}
