import { Module } from '@nestjs/common';

import { InstallationModule } from '../installation/installation.module.js';
import { Capacity } from './capacity.js';
import { DeadLetterReplay } from './dead-letters/dead-letter-replay.js';
import { DeadLetterStore } from './dead-letters/dead-letter-store.js';
import { DeadLetterUpkeep } from './dead-letters/dead-letter-upkeep.js';
import { JobSpans } from './tracing/job-spans.js';
import { ChangeLog } from './log/change-log.js';
import { LogStanding } from './log/log-standing.js';
import { ModuleQueues } from './module-queues.js';
import { DeliveryRecords } from './progress/delivery-records.js';
import { Freshness } from './progress/freshness.js';
import { QueueState } from './progress/queue-state.js';
import { StagedRecords } from './progress/staged-records.js';
import { RecordProgress } from './progress/record-progress.js';
import { QueueAges } from './queue-ages.js';
import { RecordQueues } from './record-queues.js';
import { RecordTraces } from './tracing/record-traces.js';
import { UrgentMarks } from './progress/urgent-marks.js';

/** The queues, what is known of the records in them, and those that were given up. */
@Module({
  imports: [InstallationModule],
  providers: [
    Capacity,
    ChangeLog,
    DeadLetterReplay,
    DeadLetterStore,
    DeadLetterUpkeep,
    DeliveryRecords,
    Freshness,
    JobSpans,
    LogStanding,
    ModuleQueues,
    QueueAges,
    QueueState,
    RecordProgress,
    RecordQueues,
    RecordTraces,
    StagedRecords,
    UrgentMarks,
  ],
  exports: [
    Capacity,
    ChangeLog,
    DeadLetterReplay,
    DeadLetterStore,
    DeliveryRecords,
    Freshness,
    JobSpans,
    QueueAges,
    QueueState,
    RecordProgress,
    RecordQueues,
    RecordTraces,
    StagedRecords,
    UrgentMarks,
  ],
})
export class QueueModule {}
