import { Module } from '@nestjs/common';

import { MemoryModule } from '../memory/memory.module.js';
import { Ledger } from './ledger.js';
import { ProvenTimes } from './proven-times.js';
import { Tombstones } from './tombstones.js';

/** What memory holds, per record, and what it must not hold. */
@Module({
  imports: [MemoryModule],
  providers: [Ledger, ProvenTimes, Tombstones],
  exports: [Ledger, ProvenTimes, Tombstones],
})
export class LedgerModule {}
