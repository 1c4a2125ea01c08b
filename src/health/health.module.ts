import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';

import { HttpModule } from '../http/http.module.js';
import { InstallationModule } from '../installation/installation.module.js';
import { MemoryIdentityModule } from '../memory-identity/memory-identity.module.js';
import { MemoryModule } from '../memory/memory.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { Intake } from './intake.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { StateMetrics } from './metrics/state-metrics.js';
import { TroubleMetrics } from './metrics/trouble-metrics.js';
import { WebhookMetricsController } from './metrics/webhook-metrics.controller.js';
import { HealthController } from './readiness/health.controller.js';
import { MemoryHealth } from './readiness/memory.health.js';
import { QueueDepthHealth } from './readiness/queue-depth.health.js';
import { RedisHealth } from './readiness/redis.health.js';
import { ShutdownHealth } from './readiness/shutdown.health.js';
import { WebhookHealthController } from './webhook-health.controller.js';

/** The probes. A process that writes memory is ready only while memory can be written. */
@Module({})
export class HealthModule {
  static register({ writesMemory }: { readonly writesMemory: boolean }): DynamicModule {
    return {
      module: HealthModule,
      imports: [
        HttpModule,
        InstallationModule,
        QueueModule,
        TerminusModule.forRoot({ logger: false }),
        ...(writesMemory ? [MemoryIdentityModule, MemoryModule] : []),
      ],
      controllers: [
        HealthController,
        WebhookHealthController,
        MetricsController,
        WebhookMetricsController,
      ],
      providers: [
        Intake,
        QueueDepthHealth,
        RedisHealth,
        ShutdownHealth,
        StateMetrics,
        TroubleMetrics,
        ...(writesMemory ? [MemoryHealth] : []),
      ],
    };
  }
}
