import { Module } from '@nestjs/common';

import { InstallationModule } from '../installation/installation.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MemoryModule } from '../memory/memory.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { FormerModules } from './former-modules.js';
import { FormerQueues } from './former-queues.js';

/** What is left of modules that are synced no more. */
@Module({
  imports: [InstallationModule, LedgerModule, MemoryModule, QueueModule],
  providers: [FormerModules, FormerQueues],
  exports: [FormerModules],
})
export class FormerModule {}
