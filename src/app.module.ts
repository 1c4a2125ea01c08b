import { type DynamicModule, Global, Module } from '@nestjs/common';

import { AdminModule } from './admin/admin.module.js';
import { type Settings } from './config/settings.js';
import { SettingsModule } from './config/settings.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { InstallationModule } from './installation/installation.module.js';
import { Clock, SystemClock } from './kernel/clock.js';
import { LoggingModule } from './observability/logging.module.js';
import { MetricsModule } from './observability/metrics.module.js';
import { ProcessorModule } from './processor/processor.module.js';
import { AutomaticReplay } from './queue/dead-letters/automatic-replay.js';
import { DeadLetters } from './queue/dead-letters/dead-letters.js';
import { FreshnessModule } from './queue/progress/freshness.module.js';
import { QueueModule } from './queue/queue.module.js';
import { ReconciliationModule } from './reconciliation/reconciliation.module.js';
import { RepairSchedule } from './reconciliation/repair-schedule.js';
import { SweepSchedule } from './reconciliation/sweep/sweep-schedule.js';
import { RecordSourceModule } from './record-source.module.js';
import { type RedisConnections } from './redis/redis-connections.js';
import { RedisModule } from './redis/redis.module.js';
import { ChannelUpkeep } from './registration/keeping/channel-upkeep.js';
import { RegistrationModule } from './registration/registration.module.js';
import { ScheduleModule } from './schedule/schedule.module.js';
import { type ScheduledTask } from './schedule/scheduled-task.js';
import { WebhookModule } from './webhook/webhook.module.js';

/** Time, for whoever must be able to hold it still in a test. */
@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
class ClockModule {}

const hourMs = 3_600_000;
const replayEveryMs = 30_000;

const housekeeping = {
  inject: [DeadLetters, AutomaticReplay],
  tasks: (deadLetters: DeadLetters, replay: AutomaticReplay): readonly ScheduledTask[] => [
    { name: 'dead-letters.replay', when: { everyMs: replayEveryMs }, run: () => replay.run() },
    {
      name: 'dead-letters.prune',
      when: { everyMs: hourMs },
      run: async () => ({ pruned: await deadLetters.prune() }),
    },
  ],
};

const channelUpkeep = {
  inject: [ChannelUpkeep],
  tasks: (upkeep: ChannelUpkeep): readonly ScheduledTask[] => upkeep.tasks(),
};

const sweeping = {
  inject: [SweepSchedule, RepairSchedule],
  tasks: (sweeps: SweepSchedule, repairs: RepairSchedule): readonly ScheduledTask[] => [
    ...sweeps.tasks(),
    ...repairs.tasks(),
  ],
};

type Modules = NonNullable<DynamicModule['imports']>;

/** What every process has, whatever its role. */
export function commonModules(settings: Settings, redis: RedisConnections): Modules {
  return [
    SettingsModule.register(settings),
    LoggingModule.register(settings),
    ClockModule,
    MetricsModule,
    HttpModule,
    RedisModule.register(redis),
    RecordSourceModule.register(settings),
    QueueModule.register(settings.queue.modules),
    FreshnessModule,
  ];
}

function modulesOf(settings: Settings, redis: RedisConnections): Modules {
  const { listens, works, schedules } = settings;
  return [
    ...(listens ? [WebhookModule] : []),
    ...(works ? [ProcessorModule.register(settings, redis)] : []),
    ...(schedules
      ? [
          ScheduleModule.register(
            [housekeeping, channelUpkeep, sweeping],
            [RegistrationModule, ReconciliationModule],
          ),
        ]
      : []),
    HealthModule.register({ writesMemory: works }),
  ];
}

/** One program, four roles: which modules a role has is said here and nowhere else. */
@Module({})
export class AppModule {
  static register(settings: Settings, redis: RedisConnections): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ...commonModules(settings, redis),
        InstallationModule.register({ beats: true }),
        // Before the operators' routes: the router tries routes in this order, and deliveries are what comes most.
        ...modulesOf(settings, redis),
        AdminModule,
      ],
    };
  }
}
