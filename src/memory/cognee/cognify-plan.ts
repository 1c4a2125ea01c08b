import { type CognifyState } from './cognee-index.js';

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

/** What follows from a run that has ended. */
export type AfterRun =
  | { readonly action: 'continue'; readonly state: CognifyState }
  | { readonly action: 'reject'; readonly state: CognifyState };

/** After a run that went through; `held` documents were kept out of it. */
export function afterSuccess(state: CognifyState, held: number): CognifyState {
  const { probeSize } = state;
  const next =
    held === 0 || probeSize === undefined ? undefined : Math.max(1, Math.floor(probeSize / 2));
  return { run: undefined, probeSize: next, failures: 0, notBeforeMs: 0 };
}

/**
 * After a run over `size` documents that failed. Where a document is to blame, half as many are tried, down to the one;
 * a document is given up when it fails alone after others went through, or three times. Where the models are to blame, or
 * nobody knows, the same is tried again after a pause that doubles.
 */
export function afterFailure(
  state: CognifyState,
  run: { readonly size: number; readonly modelsToBlame: boolean; readonly nowMs: number },
): AfterRun {
  const failures = state.failures + 1;
  const { size, modelsToBlame, nowMs } = run;
  const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 2 ** (failures - 1));
  if (modelsToBlame || size === 0) {
    const next = { ...state, run: undefined, failures, notBeforeMs: nowMs + pauseMs };
    return { action: 'continue', state: next };
  }
  if (size > 1) {
    const next = { run: undefined, probeSize: Math.floor(size / 2), failures: 0, notBeforeMs: 0 };
    return { action: 'continue', state: next };
  }
  if (state.probeSize === undefined && failures < mostFailuresAlone) {
    const next = { run: undefined, probeSize: undefined, failures, notBeforeMs: nowMs + pauseMs };
    return { action: 'continue', state: next };
  }
  return {
    action: 'reject',
    state: { run: undefined, probeSize: undefined, failures: 0, notBeforeMs: 0 },
  };
}
