import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { json } from 'express';

import { AccessModule } from '../access/access.module.js';
import { AskingModule } from '../asking/asking.module.js';
import { ErasureModule } from '../erasure/erasure.module.js';
import { ExaminationModule } from '../examination/examination.module.js';
import { FormerModule } from '../former/former.module.js';
import { InstallationModule } from '../installation/installation.module.js';
import { McpModule } from '../mcp/mcp.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { ReconciliationModule } from '../reconciliation/reconciliation.module.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { AdminPages } from './pages/admin-pages.js';
import { AboutController } from './about.controller.js';
import { ChannelsController } from './channels.controller.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeliveriesController } from './deliveries.controller.js';
import { McpController } from './mcp.controller.js';
import { MemoryController } from './memory.controller.js';
import { ProofsController } from './sync/proofs.controller.js';
import { ProcessesController } from './processes.controller.js';
import { RecordsController } from './records.controller.js';
import { SyncReportController } from './sync/sync-report.controller.js';
import { SyncController } from './sync/sync.controller.js';

const mostBodyBytes = 16_384;

/** The routes by which the service is operated; each asks for the admin token. */
@Module({
  imports: [
    AccessModule,
    AskingModule,
    ErasureModule,
    ExaminationModule,
    FormerModule,
    InstallationModule,
    McpModule,
    QueueModule,
    ReconciliationModule,
    RegistrationModule,
  ],
  controllers: [
    AboutController,
    McpController,
    MemoryController,
    ChannelsController,
    DeadLettersController,
    DeliveriesController,
    ProcessesController,
    ProofsController,
    RecordsController,
    SyncController,
    SyncReportController,
  ],
  providers: [AdminPages],
})
export class AdminModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply(json({ limit: mostBodyBytes }))
      .forRoutes(
        ChannelsController,
        DeadLettersController,
        MemoryController,
        RecordsController,
        SyncController,
      );
  }
}
