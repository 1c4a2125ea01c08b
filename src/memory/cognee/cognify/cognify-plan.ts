import { type CognifyState } from '../cognee-index.js';

export interface CognifyTiming {
  /** How long writes are gathered for one run. */
  readonly delayMs: number;
  /** How many runs may begin within an hour; undefined: any number. */
  readonly mostPerHour: number | undefined;
}

/** So many documents are enough for a run: it holds up every other change of the dataset while it lasts. */
export const enoughForRun = 100;

const shortestPauseMs = 5000;
const longestPauseMs = 10 * 60_000;
const mostFailuresAlone = 3;

/**
 * When the next run may begin, epoch ms; undefined where nothing waits. Whoever has waited for the delay is not kept
 * waiting by those who come later.
 */
export function runDueAtMs(
  waiting: { readonly count: number; readonly sinceMs: number },
  state: Pick<CognifyState, 'run' | 'notBeforeMs'>,
  delayMs: number,
): number | undefined {
  if (state.run !== undefined) return 0;
  if (waiting.count === 0) return undefined;
  const gatheredAtMs = waiting.count >= enoughForRun ? 0 : waiting.sinceMs + delayMs;
  return Math.max(gatheredAtMs, state.notBeforeMs);
}

/** What follows from a run that failed; `postpone`: another document is tried alone first. */
export interface AfterFailure {
  readonly action: 'continue' | 'postpone' | 'reject';
  readonly state: CognifyState;
}

/** Nothing is under way, and nothing is looked for. */
export const calm: CognifyState = {
  run: undefined,
  probeSize: undefined,
  proven: false,
  failures: 0,
  notBeforeMs: 0,
};

/** After a run that went through; `held` documents were kept out of it. */
export function afterSuccess({ probeSize }: CognifyState, held: number): CognifyState {
  if (held === 0 || probeSize === undefined) return calm;
  return { ...calm, probeSize: Math.max(1, Math.floor(probeSize / 2)), proven: true };
}

/**
 * After a run over `size` documents that failed. Where a document is to blame, half as many are tried, down to the one. It
 * is given up where others went through meanwhile; where nothing did, it may not be the document's fault, and another one
 * is tried. One that is all there is has three attempts. Where the models are to blame, or nobody knows, the same is tried
 * again, after a pause that doubles.
 */
export function afterFailure(
  state: CognifyState,
  run: { readonly size: number; readonly modelsToBlame: boolean; readonly nowMs: number },
): AfterFailure {
  const { size, modelsToBlame, nowMs } = run;
  const failures = state.failures + 1;
  const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 2 ** (failures - 1));
  const later = { ...state, run: undefined, failures, notBeforeMs: nowMs + pauseMs };
  if (modelsToBlame || size === 0) return { action: 'continue', state: later };
  if (size > 1) {
    const { proven } = state;
    return { action: 'continue', state: { ...calm, probeSize: Math.floor(size / 2), proven } };
  }
  const isAlone = state.probeSize === undefined;
  if (isAlone ? failures >= mostFailuresAlone : state.proven) {
    return { action: 'reject', state: calm };
  }
  return { action: isAlone ? 'continue' : 'postpone', state: later };
}
