import { isoTime } from '../../kernel/iso-time.js';
import { type OverviewFinding } from './overview-findings.js';
import { isUnproved, type OverviewState, type QueuesAndPauses } from './overview-state.js';

/**
 * - `true`: all that is known of the CRM is in memory. `except`: save some records, or times in which nobody was told.
 * - `told`: all that was told is in; the CRM was never asked for the rest.
 * - `behind`: changes are on their way. `broken`: they can't come in. `unknown`: what is known can't be read.
 */
export type TruthLevel = 'true' | 'except' | 'told' | 'behind' | 'broken' | 'unknown';

/** Whether memory is true to the CRM, for whoever has five seconds. */
export interface Verdict {
  readonly truth: TruthLevel;
  readonly sentence: string;
  /** What the sentence rests on. */
  readonly because: string;
  /** ISO 8601: since when it is behind or broken; null where it isn't. */
  readonly since: string | null;
  /** The CRM was asked for all changes up to then, and memory has them; null where that isn't known. */
  readonly proved_through: string | null;
}

/** Gathering changes of one record takes so long anyway; what is younger isn't behind. */
const atOnceMs = 5000;

export function verdictOn(state: OverviewState, findings: readonly OverviewFinding[]): Verdict {
  const proved = state.upkeep?.memory.freshness.proved_through ?? null;
  return { ...judged(state, findings), proved_through: proved };
}

type Judgement = Omit<Verdict, 'proved_through'>;

function judged(state: OverviewState, findings: readonly OverviewFinding[]): Judgement {
  const { queues, nowMs } = state;
  const redis = state.troubles.find(({ subject }) => subject === 'redis');
  if (queues === undefined || redis !== undefined) {
    return {
      truth: 'unknown',
      sentence: 'Nobody can tell whether memory is true',
      because: 'Redis keeps what is known of the records, and does not do its part.',
      since: isoTime(redis?.sinceMs),
    };
  }
  const broken = findings.find(({ severity }) => severity === 'broken');
  if (broken !== undefined) {
    const sentence = 'Memory can not follow the CRM now';
    const because = `${onTheWay(queues)}. It holds what was true before.`;
    return { truth: 'broken', sentence, because, since: broken.since };
  }
  const lagMs = Math.max(0, ...queues.lags.values());
  if (lagMs > atOnceMs) {
    const sentence = 'Memory is behind, and catching up';
    const since = isoTime(nowMs - lagMs);
    return { truth: 'behind', sentence, because: `${onTheWay(queues)}.`, since };
  }
  return upToDate(state, sum(queues.deadLetters.values()));
}

function upToDate(state: OverviewState, letters: number): Judgement {
  const source = state.fromCrm ? 'Zoho CRM' : 'what was delivered';
  const sentence = `Memory is true to ${source}`;
  const told = { because: proofText(state), since: null };
  if (isUnproved(state)) {
    return {
      truth: 'told',
      sentence: 'Memory holds what it was told, and perhaps not all',
      ...told,
    };
  }
  if (letters > 0) {
    return { truth: 'except', sentence: `${sentence}, except for ${countText(letters)}`, ...told };
  }
  return (state.upkeep?.gaps.length ?? 0) > 0
    ? { truth: 'except', sentence: `${sentence}, as far as it was told`, ...told }
    : { truth: 'true', sentence, ...told };
}

function onTheWay({ depths }: QueuesAndPauses): string {
  const count = sum(depths.map(({ waiting, delayed, active }) => waiting + delayed + active));
  return count === 0 ? 'Nothing waits' : `${countText(count)} on the way`;
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, each) => total + each, 0);
}

function proofText({ upkeep, fromCrm }: OverviewState): string {
  if (upkeep === undefined) return 'All that was told is in.';
  if (!fromCrm)
    return 'All that was delivered is in. Without Zoho credentials nobody can be asked.';
  return isUnproved({ upkeep, fromCrm })
    ? 'Zoho was not yet asked for all that it has: what changed before, or was not told, may be missing.'
    : 'All that was told is in, and Zoho was asked for what it did not tell.';
}

function countText(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'record' : 'records'}`;
}
