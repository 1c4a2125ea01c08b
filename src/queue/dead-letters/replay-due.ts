import { type Subject, type Trouble } from '../../observability/trouble.js';
import { type DeadLetter } from './dead-letter.js';

const leastWaitMs = 60_000;
const longestWaitMs = 3_600_000;
/** What failed for a day, hour after hour, needs a person; the end of a trouble is still tried. */
const triedForMs = 24 * 3_600_000;

/** What is known of the things that letters were given up for. */
export interface Surroundings {
  readonly nowMs: number;
  readonly troubles: readonly Trouble[];
  /** When a trouble with each subject last ended, epoch ms. */
  readonly mendedMs: ReadonlyMap<Subject, number>;
}

/**
 * Whether it is time to try a letter again without being told to: once what it failed for works again, and until then
 * after twice as long each time, so that a record that can't succeed costs next to nothing.
 */
export function isReplayDue(
  letter: DeadLetter,
  { nowMs, troubles, mendedMs }: Surroundings,
): boolean {
  if (!letter.retryable) return false;
  const subjects = subjectsOf(letter.code);
  const mended = Math.max(0, ...subjects.map((subject) => mendedMs.get(subject) ?? 0));
  const isWell = troubles.every(({ subject }) => !subjects.includes(subject));
  return (isWell && mended > letter.failedAtMs) || nowMs >= nextTryMs(letter);
}

/** When a letter is tried again at the latest, epoch ms; infinite where only a person does. */
export function nextTryMs({ retryable, firstFailedAtMs, failedAtMs }: DeadLetter): number {
  const triedMs = failedAtMs - firstFailedAtMs;
  if (!retryable || triedMs > triedForMs) return Infinity;
  return failedAtMs + Math.min(Math.max(triedMs, leastWaitMs), longestWaitMs);
}

function subjectsOf(code: string): readonly Subject[] {
  if (code.startsWith('zoho.')) return ['zoho', 'credentials', 'credits'];
  return code.startsWith('memory.') ? ['memory'] : [];
}
