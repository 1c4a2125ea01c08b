/** Where a process may be made to end or to stand still; what each means is in break-points.ts. */
export const breakPointNames = [
  'before-queueing',
  'before-answer',
  'before-routing',
  'after-routing-before-acknowledge',
  'after-fetch',
  'before-write',
  'mid-batch',
  'after-write-before-ledger',
] as const;

export type BreakPoint = (typeof breakPointNames)[number];

/** At which passing of which point, counted from 1 in each process, and how. */
export interface PlannedBreak {
  readonly point: BreakPoint;
  readonly passing: number;
  /** `SIGKILL`: it is gone. `SIGSTOP`: it stands still until somebody continues it. */
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

/** What is wrong with a process, as it is handed over in `CHAOS_BREAK`. */
export interface BreakPlan {
  readonly at?: PlannedBreak;
  /** Name of a deliberately broken build. */
  readonly mutant?: string;
  /** By how much its clock is ahead, ms. */
  readonly clockAheadMs?: number;
}

export const breakVariable = 'CHAOS_BREAK';
/** The file descriptor on which a process tells of a break just before it happens. */
export const breakNotice = 3;
