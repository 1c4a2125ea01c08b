import { Module } from '@nestjs/common';

import { ZohoModule } from '../zoho/zoho.module.js';
import { CreditBudget } from './credit-budget.js';
import { DeletedRecords } from './deleted-records.js';
import { ListReader } from './list-reader.js';
import { ModuleLocks } from './module-locks.js';
import { ModuleSweep } from './module-sweep.js';
import { PageWalk } from './page-walk.js';
import { Stopping } from './stopping.js';
import { SweepQueue } from './sweep-queue.js';
import { SweepStore } from './sweep-store.js';
import { SweepSchedule } from './sweep-schedule.js';
import { Sweeps } from './sweeps.js';

/** What notifications didn't tell: found in the CRM, and put onto the same queues as everything else. */
@Module({
  imports: [ZohoModule],
  providers: [
    CreditBudget,
    DeletedRecords,
    ListReader,
    ModuleLocks,
    ModuleSweep,
    PageWalk,
    Stopping,
    SweepQueue,
    SweepStore,
    SweepSchedule,
    Sweeps,
  ],
  exports: [Sweeps, SweepSchedule],
})
export class ReconciliationModule {}
