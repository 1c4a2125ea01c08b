import { describe, expect, it } from '@jest/globals';

import { afterFailure, afterSuccess, calm, enoughForRun, runDueAtMs } from './cognify-plan.js';

describe('runDueAtMs', () => {
  it.each([
    ['nothing waits', { count: 0, sinceMs: 0 }, calm, undefined],
    ['the first has waited for the delay', { count: 3, sinceMs: 1000 }, calm, 6000],
    ['enough have come', { count: enoughForRun, sinceMs: 1000 }, calm, 0],
    ['a pause lasts', { count: enoughForRun, sinceMs: 1000 }, { ...calm, notBeforeMs: 9000 }, 9000],
    [
      'a run is under way',
      { count: 0, sinceMs: 0 },
      { ...calm, run: { id: 'r', startedAtMs: 0 } },
      0,
    ],
  ])('when %s', (_, waiting, state, dueAtMs) => {
    expect(runDueAtMs(waiting, state, 5000)).toBe(dueAtMs);
  });
});

describe('afterFailure', () => {
  const failure = { size: 8, modelsToBlame: false, nowMs: 1000 };

  it('halves the documents until one is left', () => {
    const sizes: (number | undefined)[] = [];
    let probeSize: number | undefined;
    for (let size = 8; size > 1; size = probeSize ?? 0) {
      ({ probeSize } = afterFailure({ ...calm, probeSize }, { ...failure, size }).state);
      sizes.push(probeSize);
    }
    expect(sizes).toEqual([4, 2, 1]);
  });

  it('gives up the one that fails alone where others went through', () => {
    const after = afterFailure({ ...calm, probeSize: 1, proven: true }, { ...failure, size: 1 });

    expect(after).toEqual({ action: 'reject', state: calm });
  });

  it('tries another one alone, after a pause, where nothing went through yet', () => {
    const state = { ...calm, probeSize: 1, failures: 1 };

    expect(afterFailure(state, { ...failure, size: 1 })).toEqual({
      action: 'postpone',
      state: { ...state, failures: 2, notBeforeMs: 11_000 },
    });
  });

  it('gives up one that was alone from the beginning only after three failures', () => {
    const actions: string[] = [];
    let state = calm;
    while (actions.length < 3) {
      const after = afterFailure(state, { ...failure, size: 1 });
      actions.push(after.action);
      ({ state } = after);
    }
    expect(actions).toEqual(['continue', 'continue', 'reject']);
  });

  it('blames no document for the models, and waits longer each time, ten minutes at most', () => {
    const pauses: number[] = [];
    let state = calm;
    for (let times = 0; times < 9; times += 1) {
      const after = afterFailure(state, { ...failure, modelsToBlame: true });
      expect(after.action).toBe('continue');
      ({ state } = after);
      expect(state.probeSize).toBeUndefined();
      pauses.push((state.notBeforeMs - 1000) / 1000);
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600]);
  });
});

describe('afterSuccess', () => {
  it('lets everything in once nothing is kept out', () => {
    expect(afterSuccess({ ...calm, probeSize: 4, failures: 2 }, 0)).toEqual(calm);
  });

  it('goes on with half as many while the culprit is among those kept out', () => {
    expect(afterSuccess({ ...calm, probeSize: 4 }, 4).probeSize).toBe(2);
    expect(afterSuccess({ ...calm, probeSize: 1 }, 1).probeSize).toBe(1);
  });

  it('lets everything in after a run that nothing was kept out of', () => {
    expect(afterSuccess(calm, 3).probeSize).toBeUndefined();
  });
});
