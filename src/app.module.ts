import { type DynamicModule, Module } from '@nestjs/common';

import { AdminModule } from './admin/admin.module.js';
import { RouterModule } from './admission/admission.module.js';
import { type Settings } from './config/settings.js';
import { ConsoleModule } from './console/console.module.js';
import { globalModules } from './global-modules.js';
import { HealthModule } from './health/health.module.js';
import { HeartbeatModule } from './installation/heartbeat.module.js';
import { ProcessorModule } from './processor/processor.module.js';
import { ReconciliationModule } from './reconciliation/reconciliation.module.js';
import { type RedisConnections } from './redis/redis-connections.js';
import { RegistrationModule } from './registration/registration.module.js';
import { ScheduleModule } from './schedule/schedule.module.js';
import { WebhookModule } from './webhook/webhook.module.js';

/** One program, four roles: which modules a role has is said here and nowhere else. */
@Module({})
export class AppModule {
  static register(settings: Settings, redis: RedisConnections): DynamicModule {
    const { listens, works, schedules } = settings;
    return {
      module: AppModule,
      imports: [
        ...globalModules(settings, redis),
        // Modules end in the opposite order: a process is said to live until its work has ended.
        HeartbeatModule,
        // Before the operators' routes: the router tries routes in this order, and deliveries are what comes most.
        ...(listens ? [WebhookModule] : []),
        ...(works ? [RouterModule, ProcessorModule.register(settings, redis)] : []),
        ...(schedules ? [RegistrationModule, ReconciliationModule, ScheduleModule] : []),
        HealthModule.register({ writesMemory: works }),
        AdminModule,
        ConsoleModule,
      ],
    };
  }
}
