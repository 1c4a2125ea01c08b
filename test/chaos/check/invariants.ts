import { acknowledgedHandled } from './acknowledged-handled.js';
import { acknowledgedKept } from './acknowledged-kept.js';
import { converged } from './converged.js';
import { countsAddUp } from './counts-add-up.js';
import { type Check, type History } from './history.js';
import { neverBackwards } from './never-backwards.js';
import { nothingInvented } from './nothing-invented.js';

/** What must hold of every history, whatever was done to the service. docs/reliability.md says it in words. */
const invariants = {
  I1: acknowledgedKept,
  I2: neverBackwards,
  I3: nothingInvented,
  I4: countsAddUp,
  I5: converged,
  I6: acknowledgedHandled,
} as const satisfies Readonly<Record<string, Check>>;

export type Invariant = keyof typeof invariants;

export const invariantNames = Object.keys(invariants) as readonly Invariant[];

export interface Violation {
  readonly invariant: Invariant;
  readonly found: string;
}

export function violationsOf(history: History): readonly Violation[] {
  return invariantNames.flatMap((invariant) =>
    invariants[invariant](history).map((found) => ({ invariant, found })),
  );
}
