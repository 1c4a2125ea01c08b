import { armBreak } from './break-points.js';
import { breakVariable, type BreakPlan } from './break-plan.js';
import { mutants } from './mutants.js';
import { shiftClock } from './shift-clock.js';

/**
 * Loaded into a process of the service before its own first line (`node --import`). Nothing in src/ knows of it: it
 * replaces methods of the classes that the service is about to use.
 */
const { at, mutant, clockAheadMs } = JSON.parse(process.env[breakVariable] ?? '{}') as BreakPlan;

if (clockAheadMs !== undefined) shiftClock(clockAheadMs);
if (mutant !== undefined) {
  const breakIt = mutants[mutant];
  if (breakIt === undefined) throw new Error(`There is no mutant ${mutant}.`);
  breakIt();
}
if (at !== undefined) armBreak(at);
