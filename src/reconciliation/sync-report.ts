import { Injectable } from '@nestjs/common';

import { type ApiModule } from '../crm/modules.js';
import { isoTime } from '../kernel/iso-time.js';
import { NextRuns } from '../schedule/next-runs.js';
import { type LastProof, ProofStore } from './compare/proof-store.js';
import { ModuleLocks, type RunningWork } from './module-locks.js';
import { compareTask } from './repair-schedule.js';
import { sweepTask } from './sweep/sweep-schedule.js';
import { SweepStore } from './sweep/sweep-store.js';
import { type Phase, rateOf } from './sync-progress.js';

const kinds = { modified: 'modified', comparison: 'full', verification: 'verify' } as const;

/** A sweep (`modified`), comparison (`full`) or verification that is under way. */
export interface RunningSync {
  readonly kind: (typeof kinds)[RunningWork['kind']];
  readonly module: string;
  readonly phase: Phase;
  /** Records of this phase. */
  readonly done: number;
  /** How many there are in it, of a list about as many as the last one had; null where nobody knows. */
  readonly of: number | null;
  readonly started_at: string;
  readonly per_second: number | null;
  /** Until this phase is over. */
  readonly seconds_left: number | null;
}

/** What brings in what notifications don't tell: what is under way, what comes next, and what came of the last sweeps. */
export interface SyncAnswer {
  readonly running: readonly RunningSync[];
  /** Null where it isn't scheduled. */
  readonly next: { readonly modified: string | null; readonly full: string | null };
  readonly sweeps: readonly {
    readonly module: ApiModule;
    readonly at: string;
    readonly status: 'swept' | 'failed';
    readonly modified: number;
    readonly deleted: number;
    readonly reason: string | null;
  }[];
  /** What could not be compared when that was tried last. */
  readonly failures: readonly {
    readonly module: ApiModule;
    readonly at: string;
    readonly reason: string;
  }[];
}

/** For who looks at sweeps and comparisons over all processes. */
@Injectable()
export class SyncReport {
  constructor(
    private readonly locks: ModuleLocks,
    private readonly sweeps: SweepStore,
    private readonly proofs: ProofStore,
    private readonly next: NextRuns,
  ) {}

  /** @throws the error of Redis */
  async now(): Promise<SyncAnswer> {
    const [running, sweeps, failures, modified, full] = await Promise.all([
      this.running(),
      this.sweeps.last(),
      this.proofs.failures(),
      this.next.of(sweepTask),
      this.next.of(compareTask),
    ]);
    return {
      running,
      next: { modified: isoTime(modified), full: isoTime(full) },
      sweeps: sweeps.map(({ api, atMs, ...rest }) => {
        return { module: api, at: isoTime(atMs), ...rest };
      }),
      failures: failures.map(({ api, atMs, reason }) => {
        return { module: api, at: isoTime(atMs), reason };
      }),
    };
  }

  /** @throws the error of Redis */
  async running(): Promise<readonly RunningSync[]> {
    const running = await this.locks.running();
    if (running.length === 0) return [];
    const proofs = await this.proofs.last();
    return running.map((work) => runningSync(work, proofs));
  }
}

/** The same for the same progress, however long ago it was told. */
export function runningSync(
  work: RunningWork,
  proofs: readonly Pick<LastProof, 'module' | 'inCrm'>[],
): RunningSync {
  const { kind, module, phase, done, startedAtMs } = work;
  const total = totalOf(work, proofs);
  const rate = rateOf(work);
  const isTimed = rate !== undefined && total !== null;
  return {
    ...{ kind: kinds[kind], module, phase, done, of: total, started_at: isoTime(startedAtMs) },
    per_second: rate === undefined ? null : Math.round(rate * 10) / 10,
    seconds_left: isTimed ? Math.ceil((total - done) / rate) : null,
  };
}

/** Nobody says how long a list is: a comparison's is about as long as the last one. */
function totalOf(
  { kind, module, phase, done, of }: RunningWork,
  proofs: readonly Pick<LastProof, 'module' | 'inCrm'>[],
): number | null {
  const isWhole = phase === 'listing' && kind !== 'modified';
  const last = isWhole ? proofs.find((each) => each.module === module)?.inCrm : undefined;
  const total = of ?? last;
  // A list that has outgrown the last one has no known end.
  return total === undefined || total < done ? null : total;
}
