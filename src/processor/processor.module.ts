import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';

import { type Settings } from '../config/settings.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { InstallationModule } from '../installation/installation.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MemoryIdentityModule } from '../memory-identity/memory-identity.module.js';
import { MemoryModule } from '../memory/memory.module.js';
import { RecordSourceModule } from '../payloads/record-source.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { type RedisConnections } from '../redis/redis-connections.js';
import { crmProcessor } from './crm-processor.js';
import { DocumentWriter } from './document-writer.js';
import { Outages } from './faults/outages.js';
import { ParentRefresh } from './parent-refresh.js';
import { RecordJobRunner } from './record-job-runner.js';
import { RecordLoader } from './record-loader.js';
import { RecordMemory } from './record-memory.js';
import { RecordOutcomes } from './record-outcomes.js';
import { RecordSync } from './record-sync.js';
import { RejectedDocuments } from './rejected-documents.js';
import { VanishedRecords } from './vanished/vanished-records.js';
import { VanishedStore } from './vanished/vanished-store.js';
import { workerOptionsFrom } from './worker/worker-options.js';

/** Works the queues off: one processor per CRM module, all of them over the same way to memory. */
@Module({})
export class ProcessorModule {
  static register(settings: Settings, redis: RedisConnections): DynamicModule {
    const options = {
      ...workerOptionsFrom(settings.processor, redis.patient, redis.prefix),
      // Each processor starts its worker once the memory may be written.
      autorun: false,
    };
    return {
      module: ProcessorModule,
      imports: [
        // Finds the processors and runs them; the queues themselves are in QueueModule.
        BullModule.forRoot({ connection: redis.patient, prefix: redis.prefix }),
        BullModule.registerQueue(),
        DocumentsModule,
        InstallationModule,
        LedgerModule,
        MemoryIdentityModule,
        MemoryModule,
        QueueModule,
        RecordSourceModule,
      ],
      providers: [
        RecordLoader,
        DocumentWriter,
        ParentRefresh,
        RecordMemory,
        RecordSync,
        RecordOutcomes,
        RecordJobRunner,
        Outages,
        RejectedDocuments,
        VanishedRecords,
        VanishedStore,
        ...settings.queue.modules.map((module) => crmProcessor(module, options)),
      ],
    };
  }
}
