import { Module } from '@nestjs/common';

import { LedgerModule } from '../ledger/ledger.module.js';
import { RecordSourceModule } from '../payloads/record-source.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { Erasure } from './erasure.js';
import { RecordRemains } from './record-remains.js';

/** Forgetting records for good. */
@Module({
  imports: [LedgerModule, QueueModule, RecordSourceModule],
  providers: [Erasure, RecordRemains],
  exports: [Erasure, LedgerModule],
})
export class ErasureModule {}
