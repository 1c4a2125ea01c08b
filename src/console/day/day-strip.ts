import { isoTime } from '../../kernel/iso-time.js';

/** How it was at one moment; counts are since the installation began. */
export interface DaySample {
  /** Epoch ms. */
  readonly atMs: number;
  readonly deliveries: number;
  readonly refused: number;
  readonly synced: number;
  readonly failed: number;
  readonly waiting: number;
  readonly lagSeconds: number;
  readonly deadLetters: number;
}

/** A part of the last day: what happened in it, and the worst that was seen. */
export interface DayPart {
  /** ISO 8601. */
  readonly from: string;
  /** Whether anybody looked; else nothing is known of it. */
  readonly known: boolean;
  readonly deliveries: number;
  readonly refused: number;
  readonly synced: number;
  readonly failed: number;
  readonly waiting: number;
  readonly lag_seconds: number;
  readonly dead_letters: number;
}

export const dayMs = 24 * 3_600_000;
const partMs = 15 * 60_000;

/** The last day in quarters of an hour, the oldest first. What happened between two samples counts to the later one. */
export function dayStrip(samples: readonly DaySample[], nowMs: number): readonly DayPart[] {
  const sorted = [...samples].sort((one, other) => one.atMs - other.atMs);
  const firstMs = Math.floor(nowMs / partMs) * partMs - dayMs + partMs;
  return Array.from({ length: dayMs / partMs }, (_, index) => {
    const fromMs = firstMs + index * partMs;
    return partOf(sorted, fromMs);
  });
}

function partOf(samples: readonly DaySample[], fromMs: number): DayPart {
  const within = samples.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + partMs);
  const before = samples.findLast(({ atMs }) => atMs < fromMs) ?? within[0];
  const last = within.at(-1);
  const most = (name: 'waiting' | 'lagSeconds' | 'deadLetters'): number =>
    Math.max(0, ...within.map((each) => each[name]));
  // A count that went down was begun anew: Redis lost it.
  const grown = (name: 'deliveries' | 'refused' | 'synced' | 'failed'): number =>
    before === undefined || last === undefined ? 0 : Math.max(0, last[name] - before[name]);
  return {
    from: isoTime(fromMs),
    known: within.length > 0,
    deliveries: grown('deliveries'),
    refused: grown('refused'),
    synced: grown('synced'),
    failed: grown('failed'),
    waiting: most('waiting'),
    lag_seconds: most('lagSeconds'),
    dead_letters: most('deadLetters'),
  };
}
