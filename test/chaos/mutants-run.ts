import { type Cell } from './cell.js';
import { cellNamed } from './cells/all-cells.js';
import { type Invariant, type Violation } from './check/invariants.js';
import { markdown } from './report.js';
import { runCell } from './run-cell.js';
import { scales } from './scale.js';
import { severalAtATime } from './several-at-a-time.js';

/** A broken build, or a broken installation; the cell that must catch it, and the invariant by which. */
interface Hunt {
  readonly mutant: string;
  readonly cell: string;
  readonly invariant: Invariant;
  /** What is wrong with the installation, where the build is whole. */
  readonly installation?: Partial<Cell>;
  /** How long records are changed; in the short time of others without it, so that little is changed once more. */
  readonly loadMs?: number;
}

const hunts: readonly Hunt[] = [
  { mutant: 'remembered-outside-the-script', cell: 'web-kill-before-queueing', invariant: 'I1' },
  {
    mutant: 'acknowledged-before-routing',
    cell: 'worker-kill-before-routing',
    invariant: 'I1',
  },
  { mutant: 'answered-before-queueing', cell: 'redis-full', invariant: 'I1' },
  { mutant: 'first-record-only', cell: 'calm', invariant: 'I1' },
  // It shows only where what is deleted was in memory before.
  { mutant: 'delete-ignored', cell: 'calm', invariant: 'I1', loadMs: scales.full.loadMs },
  { mutant: 'no-version-guard', cell: 'zoho-shows-older-state', invariant: 'I2' },
  { mutant: 'ledger-before-memory', cell: 'worker-kill-before-write', invariant: 'I1' },
  { mutant: 'retry-swallowed', cell: 'zoho-500', invariant: 'I1' },
  {
    mutant: 'redis-without-append-only-file',
    cell: 'redis-kill-aof-always',
    invariant: 'I1',
    installation: { redis: ['--appendonly', 'no'] },
  },
];

/** A change that was lost may be hidden by the next of the same record: a mutant may be lucky, but not each time. */
const mostTries = 6;

interface MutantsRequest {
  readonly seed: number;
  readonly jobs: number;
  readonly say: (text: string) => void;
}

/** Whether every mutant was caught by the invariant it breaks. */
export async function runMutants({ seed, jobs, say }: MutantsRequest): Promise<boolean> {
  const rows = await severalAtATime(jobs, hunts, async (hunt) => {
    const found = await caughtIn(hunt, seed);
    say(`${found === undefined ? 'SURVIVED' : 'caught  '} ${hunt.mutant}`);
    return { caught: found !== undefined, row: [hunt.mutant, hunt.cell, shown(found)] };
  });
  const lines = rows.map(({ row }) => row);
  console.log(`\n${markdown([['broken on purpose', 'cell', 'caught by'], ...lines])}`);
  return rows.every(({ caught }) => caught);
}

/** The first violation of the invariant that the mutant breaks; undefined where it survived all tries. */
async function caughtIn(hunt: Hunt, firstSeed: number): Promise<Violation | undefined> {
  const { mutant, invariant, installation, loadMs = scales.short.loadMs } = hunt;
  const scale = { ...scales.short, loadMs };
  const cell = { ...cellNamed(hunt.cell), ...installation };
  const flaw = installation === undefined ? { mutant } : {};
  for (let seed = firstSeed; seed < firstSeed + mostTries; seed += 1) {
    const { violations } = await runCell(cell, { seed, scale, ...flaw });
    const found = violations.find((violation) => violation.invariant === invariant);
    if (found !== undefined) return found;
  }
  return undefined;
}

function shown(violation: Violation | undefined): string {
  return violation === undefined ? 'SURVIVED' : `${violation.invariant}: ${violation.found}`;
}
