/** A replay begins with as many records as do no harm where the cause is still there. */
export const firstStep = 5;
const growth = 3;
const largestStep = 200;

/** How many records the next step puts back, after one of `size` that went well. */
export function nextStep(size: number): number {
  return Math.min(size * growth, largestStep);
}

/** What became of the records of one step. */
export interface StepResult {
  readonly recovered: number;
  readonly failedAgain: number;
  /** Neither yet, when the time for the step was over. */
  readonly open: number;
}

/**
 * Why a replay ends before its end.
 * - `failing_again`: at least half of a step failed again, so the cause is still there.
 * - `no_result`: records were put back and nothing became of them in time: no worker runs, or its queue is paused.
 * - `out_of_time`: the caller's time is over, or the process is stopping.
 */
export type StopReason = 'failing_again' | 'no_result' | 'out_of_time';

/** Whether to go on after a step. */
export function stopAfter({ recovered, failedAgain, open }: StepResult): StopReason | undefined {
  if (failedAgain > 0 && failedAgain >= recovered) return 'failing_again';
  return open > 0 ? 'no_result' : undefined;
}
