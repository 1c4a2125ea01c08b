import { Module } from '@nestjs/common';

import { MemoryModule } from '../memory/memory.module.js';
import { Conversions } from './conversions.js';
import { Ledger } from './ledger.js';
import { ProvenTimes } from './proven-times.js';
import { Tombstones } from './tombstones.js';

/** What memory holds, per record, what it must not hold, and what became of leads. */
@Module({
  imports: [MemoryModule],
  providers: [Conversions, Ledger, ProvenTimes, Tombstones],
  exports: [Conversions, Ledger, ProvenTimes, Tombstones],
})
export class LedgerModule {}
