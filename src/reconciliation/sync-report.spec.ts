import { describe, expect, it } from '@jest/globals';

import { type RunningWork } from './module-locks.js';
import { runningSync } from './sync-report.js';
import { toldAfter, type ToldProgress, type SyncProgress } from './sync-progress.js';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const proofs = [{ module: 'Deals', inCrm: 1000 }] as const;

/** What is told after these, each so many seconds after the start. */
function told(...steps: readonly (readonly [seconds: number, progress: SyncProgress])[]) {
  const last = steps.reduce<ToldProgress | undefined>(
    (before, [seconds, progress]) => toldAfter(before, progress, startMs + seconds * 1000),
    undefined,
  );
  if (last === undefined) throw new Error('nothing was told');
  return last;
}
const work = (
  progress: ToldProgress,
  kind: RunningWork['kind'] = 'comparison',
  module = 'Deals',
): RunningWork => ({ kind, module, ...progress });
const begun = [0, { phase: 'starting', done: 0 }] as const;

describe('what is told of a sweep or comparison under way', () => {
  it('has a rate and a time left, by how long the last list was', () => {
    const listing = told(
      begun,
      [10, { phase: 'listing', done: 200 }],
      [20, { phase: 'listing', done: 400 }],
    );

    expect(runningSync(work(listing), proofs)).toEqual({
      kind: 'full',
      module: 'Deals',
      phase: 'listing',
      done: 400,
      of: 1000,
      started_at: '2026-01-01T00:00:00.000Z',
      per_second: 20,
      seconds_left: 30,
    });
  });

  it('counts each phase by itself', () => {
    const queueing = told(
      begun,
      [600, { phase: 'listing', done: 60_000 }],
      [610, { phase: 'queueing', done: 10, of: 500 }],
      [620, { phase: 'queueing', done: 60, of: 500 }],
    );

    expect(runningSync(work(queueing), proofs)).toMatchObject({
      ...{ of: 500, per_second: 5, seconds_left: 88 },
      started_at: '2026-01-01T00:00:00.000Z',
    });
  });

  it('does not count what another attempt had done', () => {
    const takenUp = told(
      begun,
      [1, { phase: 'listing', done: 800 }],
      [11, { phase: 'listing', done: 850 }],
    );

    expect(runningSync(work(takenUp), proofs)).toMatchObject({ per_second: 5, seconds_left: 30 });
  });

  it.each([
    ['a sweep', work(told(begun, [9, { phase: 'listing', done: 5 }]), 'modified')],
    ['a list never read', work(told([0, { phase: 'listing', done: 5 }]), 'comparison', 'Leads')],
    ['a list that outgrew the last', work(told([0, { phase: 'listing', done: 1001 }]))],
    ['what is beginning', work(told(begun))],
  ])('has no end for %s', (_, running) => {
    expect(runningSync(running, proofs)).toMatchObject({ of: null, seconds_left: null });
  });

  it('has no rate before a second is over, nor while nothing is done', () => {
    const early = told([0, { phase: 'listing', done: 0 }], [0.5, { phase: 'listing', done: 200 }]);
    const idle = told([0, { phase: 'listing', done: 0 }], [9, { phase: 'listing', done: 0 }]);

    for (const each of [early, idle]) {
      expect(runningSync(work(each), proofs)).toMatchObject({
        ...{ per_second: null, seconds_left: null },
      });
    }
  });
});
