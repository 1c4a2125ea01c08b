import { Injectable } from '@nestjs/common';

import { type Gap, GapStore } from '../gaps/gap-store.js';
import { type FailedComparison, type LastProof, ProofStore } from './compare/proof-store.js';
import { type LastSweep, SweepStore } from './sweep/sweep-store.js';

/** What the last sweeps and comparisons found, and what is still to be gone over. */
export interface LastRunsNow {
  readonly gaps: readonly Gap[];
  readonly sweeps: readonly LastSweep[];
  readonly proofs: readonly LastProof[];
  readonly failures: readonly FailedComparison[];
}

/** For who looks at the state of the service. */
@Injectable()
export class LastRuns {
  constructor(
    private readonly gaps: GapStore,
    private readonly sweeps: SweepStore,
    private readonly proofs: ProofStore,
  ) {}

  /** Waits for Redis while that is away. */
  async read(): Promise<LastRunsNow> {
    const [gaps, sweeps, proofs, failures] = await Promise.all([
      this.gaps.open(),
      this.sweeps.last(),
      this.proofs.last(),
      this.proofs.failures(),
    ]);
    return { gaps, sweeps, proofs, failures };
  }
}
