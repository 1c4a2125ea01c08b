import { cellNamed } from './cells/all-cells.js';
import { type Invariant, type Violation } from './check/invariants.js';
import { markdown } from './report.js';
import { runCell } from './run-cell.js';
import { scales } from './scale.js';
import { severalAtATime } from './several-at-a-time.js';

/** A broken build, the cell that must catch it, and the invariant by which. */
interface Hunt {
  readonly mutant: string;
  readonly cell: string;
  readonly invariant: Invariant;
}

const hunts: readonly Hunt[] = [
  { mutant: 'remembered-before-queueing', cell: 'web-kill-before-queueing', invariant: 'I1' },
  { mutant: 'answered-before-queueing', cell: 'redis-full', invariant: 'I1' },
  { mutant: 'first-record-only', cell: 'calm', invariant: 'I1' },
  { mutant: 'delete-ignored', cell: 'calm', invariant: 'I1' },
  { mutant: 'no-version-guard', cell: 'zoho-shows-older-state', invariant: 'I2' },
  { mutant: 'ledger-before-memory', cell: 'worker-kill-before-write', invariant: 'I1' },
  { mutant: 'retry-swallowed', cell: 'zoho-500', invariant: 'I1' },
];

interface MutantsRequest {
  readonly seed: number;
  readonly jobs: number;
  readonly say: (text: string) => void;
}

/** Whether every mutant was caught by the invariant it breaks. */
export async function runMutants({ seed, jobs, say }: MutantsRequest): Promise<boolean> {
  const rows = await severalAtATime(jobs, hunts, async ({ mutant, cell, invariant }) => {
    const result = await runCell(cellNamed(cell), { seed, scale: scales.short, mutant });
    const found = result.violations.filter((violation) => violation.invariant === invariant);
    const [first] = found;
    say(`${first === undefined ? 'SURVIVED' : 'caught'} ${mutant}, ${result.tookSeconds} s`);
    return { caught: first !== undefined, row: [mutant, cell, shown(first)] };
  });
  const lines = rows.map(({ row }) => row);
  console.log(`\n${markdown([['mutant', 'cell', 'caught by'], ...lines])}`);
  return rows.every(({ caught }) => caught);
}

function shown(violation: Violation | undefined): string {
  return violation === undefined ? 'SURVIVED' : `${violation.invariant}: ${violation.found}`;
}
