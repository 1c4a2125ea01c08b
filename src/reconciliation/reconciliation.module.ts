import { Module } from '@nestjs/common';

import { DocumentsModule } from '../documents/documents.module.js';
import { FormerModule } from '../former/former.module.js';
import { GapsModule } from '../gaps/gaps.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MemoryModule } from '../memory/memory.module.js';
import { RecordSourceModule } from '../payloads/record-source.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { NextRuns } from '../schedule/next-runs.js';
import { ZohoModule } from '../zoho/zoho.module.js';
import { Comparisons } from './compare/comparisons.js';
import { DifferenceQueue } from './compare/difference-queue.js';
import { Judgement } from './compare/judgement.js';
import { ModuleComparison } from './compare/module-comparison.js';
import { ModuleVerification } from './compare/module-verification.js';
import { OrphanBrake } from './compare/orphan-brake.js';
import { ProofHistory } from './compare/proof-history.js';
import { ProofStore } from './compare/proof-store.js';
import { PageStaging } from './compare/page-staging.js';
import { CrmListing } from './compare/survey/crm-listing.js';
import { SurveyShelf } from './compare/survey/survey-tables.js';
import { Survey } from './compare/survey/survey.js';
import { Truth } from './compare/truth.js';
import { Verifications } from './compare/verifications.js';
import { FormerRemoval } from './former-removal.js';
import { GapHealing } from './gaps/gap-healing.js';
import { GapUpkeep } from './gaps/gap-upkeep.js';
import { MemoryLoss } from './gaps/memory-loss.js';
import { MemoryRefill } from './gaps/memory-refill.js';
import { PayloadUpkeep } from './gaps/payload-upkeep.js';
import { RedisLoss } from './gaps/redis-loss.js';
import { LastRuns } from './last-runs.js';
import { ModuleLocks } from './module-locks.js';
import { RecordRequests } from './record-requests.js';
import { RepairSchedule } from './repair-schedule.js';
import { OldRenderings } from './rendering/old-renderings.js';
import { RenderingBudget } from './rendering/rendering-budget.js';
import { Rerendering } from './rendering/rerendering.js';
import { Stopping } from './stopping.js';
import { SyncForecasts } from './sync-forecast.js';
import { SyncReport } from './sync-report.js';
import { CreditBudget } from './sweep/credit-budget.js';
import { DeletedRecords } from './sweep/deleted-records.js';
import { Lateness } from './sweep/lateness.js';
import { ListReader } from './sweep/list-reader.js';
import { ListedConversions } from './sweep/listed-conversions.js';
import { ModuleSweep } from './sweep/module-sweep.js';
import { PageWalk } from './sweep/page-walk.js';
import { SweepQueue } from './sweep/sweep-queue.js';
import { SweepSchedule } from './sweep/sweep-schedule.js';
import { SweepStore } from './sweep/sweep-store.js';
import { Sweeps } from './sweep/sweeps.js';

/** What notifications didn't tell: found in the CRM, and put onto the same queues as everything else. */
@Module({
  imports: [
    DocumentsModule,
    FormerModule,
    GapsModule,
    LedgerModule,
    MemoryModule,
    QueueModule,
    RecordSourceModule,
    ZohoModule,
  ],
  providers: [
    ModuleComparison,
    Comparisons,
    DifferenceQueue,
    FormerRemoval,
    GapHealing,
    GapUpkeep,
    LastRuns,
    MemoryLoss,
    MemoryRefill,
    NextRuns,
    OrphanBrake,
    PayloadUpkeep,
    ProofHistory,
    ProofStore,
    RecordRequests,
    RedisLoss,
    RepairSchedule,
    OldRenderings,
    RenderingBudget,
    Rerendering,
    CrmListing,
    PageStaging,
    Judgement,
    Survey,
    SurveyShelf,
    CreditBudget,
    DeletedRecords,
    Lateness,
    ListReader,
    ListedConversions,
    ModuleLocks,
    ModuleSweep,
    PageWalk,
    Stopping,
    SweepQueue,
    SweepStore,
    SweepSchedule,
    Sweeps,
    SyncForecasts,
    SyncReport,
    Truth,
    ModuleVerification,
    Verifications,
  ],
  exports: [
    Comparisons,
    CreditBudget,
    FormerRemoval,
    LastRuns,
    ProofHistory,
    RecordRequests,
    RepairSchedule,
    Sweeps,
    SweepSchedule,
    SyncForecasts,
    SyncReport,
    Verifications,
  ],
})
export class ReconciliationModule {}
