import { setTimeout as delay } from 'node:timers/promises';

import { type SeededRandom } from '../../../simulator/seeded-random.js';
import { type BreakPoint, type PlannedBreak } from '../break/break-plan.js';
import { type Cell } from '../cell.js';
import { type ChaosStage } from '../stage/chaos-stage.js';
import { type BreaksOfProcess } from '../stage/setting.js';
import { type Role } from '../stage/supervised-process.js';

const webPoints = ['before-queueing', 'before-answer'] as const;

const workerPoints = [
  'before-routing',
  'after-routing-before-acknowledge',
  'after-fetch',
  'before-write',
  'mid-batch',
  'after-write-before-ledger',
] as const;

/** Kills at the same point of several starts in a row, each at another passing. */
function kills(random: SeededRandom, point: BreakPoint, times: number): BreaksOfProcess {
  // A batch is passed once for many records.
  const most = point === 'mid-batch' ? 4 : 12;
  return Array.from({ length: times }, (): PlannedBreak => {
    return { point, passing: random.integer(2, most), signal: 'SIGKILL' };
  });
}

function webKill(point: (typeof webPoints)[number]): Cell {
  return {
    name: `web-kill-${point}`,
    about: `both web processes are killed three times each, ${point.replaceAll('-', ' ')}`,
    short: point === 'before-answer',
    breaks: (random) => ({ web: [kills(random, point, 3), kills(random, point, 3)] }),
  };
}

function workerKill(point: (typeof workerPoints)[number]): Cell {
  return {
    name: `worker-kill-${point}`,
    about: `both workers are killed, ${point.replaceAll('-', ' ')}`,
    short: ['after-routing-before-acknowledge', 'after-write-before-ledger'].includes(point),
    breaks: (random) => ({ worker: [kills(random, point, 1), kills(random, point, 1)] }),
  };
}

/** SIGKILL of any process of a role, now and then. */
export async function killNowAndThen(stage: ChaosStage, role: Role, times: number): Promise<void> {
  for (let kill = 0; kill < times; kill += 1) {
    await delay(stage.random.integer(500, 2000));
    stage.random.pick(stage.of(role)).kill();
  }
}

async function replaceAll(stage: ChaosStage): Promise<void> {
  for (const process of stage.processes) {
    await process.replace();
    await process.untilReady();
  }
}

export const processCells: readonly Cell[] = [
  {
    name: 'calm',
    about: 'nothing goes wrong: what the other cells are compared with',
    short: true,
  },
  ...webPoints.map(webKill),
  {
    name: 'web-kill-random',
    about: 'any web process is killed at any moment, six times',
    nemesis: (stage) => killNowAndThen(stage, 'web', 6),
  },
  ...workerPoints.map(workerKill),
  {
    name: 'worker-kill-twice-in-a-row',
    about: 'each worker is killed after a fetch, and once more in what it does next',
    breaks: (random) => ({
      worker: [kills(random, 'after-fetch', 2), kills(random, 'before-write', 2)],
    }),
  },
  {
    name: 'worker-kill-random',
    about: 'any worker is killed at any moment, four times',
    nemesis: (stage) => killNowAndThen(stage, 'worker', 4),
  },
  {
    name: 'worker-frozen-before-write',
    about:
      'a worker stands still with documents in its hand, and goes on when others have its jobs',
    breaks: (random) => ({
      worker: [[{ point: 'before-write', passing: random.integer(5, 20), signal: 'SIGSTOP' }]],
    }),
    // Its lock on the memory and its jobs must be lost for this to mean anything.
    disturbances: { workerKilled: true },
  },
  {
    name: 'rolling-restart',
    about: 'every process is told to stop (SIGTERM) and started again, one after the other',
    short: true,
    nemesis: replaceAll,
  },
  {
    name: 'clock-skew',
    about: 'the clocks of the web processes are 3 s ahead, those of the workers 3 s behind',
    clockAheadMs: { web: 3000, worker: -3000 },
    faults: () => 1,
  },
];
