import { type DynamicModule, Module } from '@nestjs/common';

import { globalModules } from '../../global-modules.js';
import { type Settings } from '../../config/settings.js';
import { AskingModule } from '../../asking/asking.module.js';
import { ErasureModule } from '../../erasure/erasure.module.js';
import { ExaminationModule } from '../../examination/examination.module.js';
import { FormerModule } from '../../former/former.module.js';
import { GapsModule } from '../../gaps/gaps.module.js';
import { InstallationModule } from '../../installation/installation.module.js';
import { LedgerModule } from '../../ledger/ledger.module.js';
import { MemoryModule } from '../../memory/memory.module.js';
import { QueueModule } from '../../queue/queue.module.js';
import { type RedisConnections } from '../../redis/redis-connections.js';
import { ReconciliationModule } from '../../reconciliation/reconciliation.module.js';
import { RegistrationModule } from '../../registration/registration.module.js';

/** What commands work with: the services, without the way in and without workers. */
@Module({})
export class CliModule {
  static register(settings: Settings, redis: RedisConnections): DynamicModule {
    return {
      module: CliModule,
      imports: [
        ...globalModules(settings, redis),
        AskingModule,
        ErasureModule,
        ExaminationModule,
        FormerModule,
        GapsModule,
        InstallationModule,
        LedgerModule,
        MemoryModule,
        QueueModule,
        RegistrationModule,
        ReconciliationModule,
      ],
    };
  }
}
