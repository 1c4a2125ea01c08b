import { Module } from '@nestjs/common';

import { DocumentsModule } from '../documents/documents.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { FactsProofModule } from '../memory-identity/facts-proof.module.js';
import { MemoryModule } from '../memory/memory.module.js';
import { RecordSourceModule } from '../payloads/record-source.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { AskedMemory } from './asked-memory.js';
import { Answers } from './answer/answers.js';
import { AskedRecord } from './asked-record.js';
import { Asking } from './asking.js';
import { LiveRecords } from './explain/live-record.js';
import { RecordExplanations } from './explain/record-explanations.js';
import { AnswerFreshness } from './freshness/answer-freshness.js';
import { InFlight } from './freshness/in-flight.js';
import { LiveLooks } from './freshness/live-looks.js';
import { MemoryStatus } from './memory-status.js';
import { Organisation } from './organisation.js';
import { AskedWordSearch } from './asked-word-search.js';

/** Questions to memory, whichever way they come in. */
@Module({
  imports: [
    DocumentsModule,
    FactsProofModule,
    LedgerModule,
    MemoryModule,
    QueueModule,
    RecordSourceModule,
  ],
  providers: [
    Answers,
    AnswerFreshness,
    AskedRecord,
    Asking,
    AskedMemory,
    InFlight,
    LiveLooks,
    LiveRecords,
    MemoryStatus,
    Organisation,
    RecordExplanations,
    AskedWordSearch,
  ],
  exports: [AskedMemory, AskedRecord, Asking, MemoryStatus, RecordExplanations],
})
export class AskingModule {}
