import { type Cell } from '../cell.js';
import { failingMemory, lostAnswers } from './memory-cells.js';
import { killNowAndThen } from './process-cells.js';
import { crashTwice } from './redis-cells.js';
import { failingZoho, serverErrors } from './zoho-cells.js';

const zohoFails = failingZoho(serverErrors);
const memoryFails = failingMemory(lostAnswers);

export const stormCells: readonly Cell[] = [
  {
    name: 'everything-at-once',
    about:
      'web, workers and Redis are killed while Zoho and the memory fail, and all is sent thrice and late',
    redis: ['--appendfsync', 'always'],
    sender: { copies: 3, delayMs: 1000 },
    nemesis: async (stage) => {
      await Promise.all([
        killNowAndThen(stage, 'web', 3),
        killNowAndThen(stage, 'worker', 3),
        crashTwice(stage),
        zohoFails(stage),
        memoryFails(stage),
      ]);
    },
    disturbances: { redisDisturbed: true },
  },
];
