import { setTimeout as delay } from 'node:timers/promises';

import { type FakeFault } from '../../support/cognee/fake-cognee.js';
import { type Cell } from '../cell.js';
import { type ChaosStage } from '../stage/chaos-stage.js';

const everyMs = { least: 100, most: 400 };

/** Changes of the memory go wrong in one of these ways, again and again, while records are changed. */
export function failingMemory(faults: readonly FakeFault[]): (stage: ChaosStage) => Promise<void> {
  return async (stage) => {
    const { server } = stage.memory;
    const untilMs = Date.now() + stage.scale.outageMs;
    while (Date.now() < untilMs) {
      server.fail(stage.random.pick(faults));
      await delay(stage.random.integer(everyMs.least, everyMs.most));
    }
    server.recover();
  };
}

function faultsHit({ memory }: ChaosStage): number {
  return memory.server.faultsHit;
}

const add = { method: 'POST', path: /\/add$/ } as const;
const remove = { method: 'DELETE' } as const;
const serverError = {
  status: 500,
  body: JSON.stringify({ error: 'Internal server error', detail: 'the disk is busy' }),
} as const;

export const lostAnswers: readonly FakeFault[] = [
  { ...add, kind: 'lost' },
  { ...remove, kind: 'lost' },
];

export const memoryCells: readonly Cell[] = [
  {
    name: 'memory-500',
    about: 'the memory answers writes and removals with 500',
    nemesis: failingMemory([
      { ...add, ...serverError },
      { ...remove, ...serverError },
    ]),
    faults: faultsHit,
  },
  {
    name: 'memory-lost-answers',
    about: 'the memory does what it is asked for, but the answer never arrives',
    short: true,
    nemesis: failingMemory(lostAnswers),
    faults: faultsHit,
  },
  {
    name: 'memory-hangs',
    about: 'the memory holds a call for seconds, then hangs up; what was asked for is done or not',
    nemesis: failingMemory([
      { ...add, kind: 'reset', holdMs: 4000 },
      { ...add, kind: 'lost', holdMs: 4000 },
    ]),
    faults: faultsHit,
  },
  {
    name: 'memory-restarted',
    about: 'the memory goes away with everything under way, and comes back',
    nemesis: async (stage) => {
      await delay(stage.random.integer(500, 1500));
      stage.note(`memory away for ${stage.scale.outageMs} ms`);
      await stage.memory.server.stop();
      await delay(stage.scale.outageMs);
      await stage.memory.server.start();
    },
  },
];
