import { Module } from '@nestjs/common';

import { MemoryModule } from '../memory/memory.module.js';
import { DescribedMemory } from './described-memory.js';
import { FactsProof } from './facts-proof.js';

/** For whoever asks memory: what is known of the memory that the workers write. */
@Module({
  imports: [MemoryModule],
  providers: [DescribedMemory, FactsProof],
  exports: [DescribedMemory, FactsProof],
})
export class FactsProofModule {}
