import { type DynamicModule } from '@nestjs/common';

import { ClockModule } from './clock.module.js';
import { SettingsModule } from './config/settings.module.js';
import { type Settings } from './config/settings.js';
import { LoggingModule } from './observability/logging.module.js';
import { MetricsModule } from './observability/metrics.module.js';
import { type RedisConnections } from './redis/redis-connections.js';
import { RedisModule } from './redis/redis.module.js';

type Modules = NonNullable<DynamicModule['imports']>;

/** What every module may use without naming it. Apart from the service's own modules: a command loads none that it has no use for. */
export function globalModules(settings: Settings, redis: RedisConnections): Modules {
  return [
    SettingsModule.register(settings),
    LoggingModule.register(settings),
    ClockModule,
    MetricsModule,
    RedisModule.register(redis),
  ];
}
