import { Module } from '@nestjs/common';

import { GapsModule } from '../gaps/gaps.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MemoryModule } from '../memory/memory.module.js';
import { FactsClaim } from './facts-claim.js';
import { FactsProofModule } from './facts-proof.module.js';
import { MemoryChecks } from './memory-checks.js';
import { MemoryClaim } from './memory-claim.js';
import { MemorySuccession } from './memory-succession.js';

/** For a process that writes memory: whether it may, and whose memory the ledger describes. */
@Module({
  imports: [FactsProofModule, GapsModule, LedgerModule, MemoryModule],
  providers: [FactsClaim, MemoryChecks, MemoryClaim, MemorySuccession],
  exports: [MemoryChecks],
})
export class MemoryIdentityModule {}
