import { number, object, oneOf, optional, stored } from '../kernel/shape.js';

const phases = ['starting', 'listing', 'comparing', 'queueing'] as const;

/**
 * What is done at the moment. `starting`: nothing yet. `listing`: the CRM is asked what it has, and that is held against memory. `comparing`: memory
 * is gone over. `queueing`: what differs is looked at again, and queued.
 */
export type Phase = (typeof phases)[number];

/** How far a sweep or a comparison is, in records of its phase; without `of` nobody knows how many there are. */
export interface SyncProgress {
  readonly phase: Phase;
  readonly done: number;
  readonly of?: number;
}

/** The same, and since when, as it is told to other processes. Times are epoch ms. */
export interface ToldProgress extends SyncProgress {
  readonly startedAtMs: number;
  readonly phaseStartedAtMs: number;
  /** What was done already when the phase began: it may have been taken up where another attempt stopped. */
  readonly phaseStartedWith: number;
  readonly toldAtMs: number;
}

export const toldProgressFrom = stored(
  object<ToldProgress>({
    phase: oneOf(phases),
    done: number,
    of: optional(number),
    startedAtMs: number,
    phaseStartedAtMs: number,
    phaseStartedWith: number,
    toldAtMs: number,
  }),
);

/** The progress after `told`, at `nowMs`. */
export function toldAfter(
  told: ToldProgress | undefined,
  progress: SyncProgress,
  nowMs: number,
): ToldProgress {
  const isSamePhase = told?.phase === progress.phase;
  return {
    ...progress,
    startedAtMs: told?.startedAtMs ?? nowMs,
    phaseStartedAtMs: isSamePhase ? told.phaseStartedAtMs : nowMs,
    phaseStartedWith: isSamePhase ? told.phaseStartedWith : progress.done,
    toldAtMs: nowMs,
  };
}

/** Records per second in this phase, once a second of it is over. */
export function rateOf({
  done,
  phaseStartedWith,
  phaseStartedAtMs,
  toldAtMs,
}: ToldProgress): number | undefined {
  const seconds = (toldAtMs - phaseStartedAtMs) / 1000;
  return seconds >= 1 && done > phaseStartedWith ? (done - phaseStartedWith) / seconds : undefined;
}
