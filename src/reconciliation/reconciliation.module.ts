import { Module } from '@nestjs/common';

import { LedgerModule } from '../ledger/ledger.module.js';
import { MemoryModule } from '../memory/memory.module.js';
import { ZohoModule } from '../zoho/zoho.module.js';
import { Comparison } from './comparison.js';
import { Comparisons } from './comparisons.js';
import { CreditBudget } from './credit-budget.js';
import { DeletedRecords } from './deleted-records.js';
import { FindingQueue } from './finding-queue.js';
import { GapHealing } from './gap-healing.js';
import { GapUpkeep } from './gap-upkeep.js';
import { Lateness } from './lateness.js';
import { LiveRecords } from './live-record.js';
import { ListReader } from './list-reader.js';
import { ModuleLocks } from './module-locks.js';
import { ModuleSweep } from './module-sweep.js';
import { OrphanBrake } from './orphan-brake.js';
import { PageWalk } from './page-walk.js';
import { Proofs } from './proofs.js';
import { RecordExplanations } from './record-explanations.js';
import { RedisLoss } from './redis-loss.js';
import { RepairSchedule } from './repair-schedule.js';
import { Stopping } from './stopping.js';
import { Survey } from './survey.js';
import { SurveyShelf } from './survey-shelf.js';
import { SweepQueue } from './sweep-queue.js';
import { SweepStore } from './sweep-store.js';
import { SweepSchedule } from './sweep-schedule.js';
import { Sweeps } from './sweeps.js';
import { Truth } from './truth.js';
import { Verification } from './verification.js';
import { Verifications } from './verifications.js';

/** What notifications didn't tell: found in the CRM, and put onto the same queues as everything else. */
@Module({
  imports: [LedgerModule, MemoryModule, ZohoModule],
  providers: [
    Comparison,
    Comparisons,
    FindingQueue,
    GapHealing,
    GapUpkeep,
    OrphanBrake,
    Proofs,
    RecordExplanations,
    RedisLoss,
    RepairSchedule,
    Survey,
    SurveyShelf,
    CreditBudget,
    DeletedRecords,
    Lateness,
    LiveRecords,
    ListReader,
    ModuleLocks,
    ModuleSweep,
    PageWalk,
    Stopping,
    SweepQueue,
    SweepStore,
    SweepSchedule,
    Sweeps,
    Truth,
    Verification,
    Verifications,
  ],
  exports: [
    Comparisons,
    CreditBudget,
    RecordExplanations,
    RepairSchedule,
    Sweeps,
    SweepSchedule,
    Verifications,
  ],
})
export class ReconciliationModule {}
