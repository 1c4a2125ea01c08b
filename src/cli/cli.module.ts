import { type DynamicModule, Module } from '@nestjs/common';

import { commonModules } from '../app.module.js';
import { type Settings } from '../config/settings.js';
import { InstallationModule } from '../installation/installation.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MemoryModule } from '../memory/memory.module.js';
import { ReconciliationModule } from '../reconciliation/reconciliation.module.js';
import { type RedisConnections } from '../redis/redis-connections.js';
import { RegistrationModule } from '../registration/registration.module.js';

/** What commands work with: the services, without the way in and without workers. */
@Module({})
export class CliModule {
  static register(settings: Settings, redis: RedisConnections): DynamicModule {
    return {
      module: CliModule,
      imports: [
        ...commonModules(settings, redis),
        InstallationModule.register({ beats: false }),
        LedgerModule,
        MemoryModule,
        RegistrationModule,
        ReconciliationModule,
      ],
    };
  }
}
