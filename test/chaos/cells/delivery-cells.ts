import { setTimeout as delay } from 'node:timers/promises';

import { type Cell } from '../cell.js';

export const deliveryCells: readonly Cell[] = [
  {
    name: 'duplicates',
    about: 'every delivery is sent fifty times at once, to both web processes',
    sender: { copies: 50 },
    faults: ({ sender }) => sender.answers.duplicate,
  },
  {
    name: 'reordered',
    about: 'deliveries are under way for up to two seconds, so that later ones overtake them',
    sender: { copies: 2, delayMs: 2000 },
    faults: ({ sender }) => sender.answers.duplicate,
  },
  {
    name: 'dropped',
    about: 'a third of the deliveries are never sent; the sweep of modified records heals it',
    short: true,
    sweeps: true,
    settings: { SYNC_MODIFIED_EVERY: '3s' },
    sender: { dropFraction: 0.33 },
    faults: ({ sender }) => sender.dropped,
  },
  {
    name: 'full-queue',
    about:
      'no more than 15 records may wait, and Zoho is slow: deliveries are refused and sent again',
    settings: {
      WEBHOOK_MAX_QUEUE_SIZE: '15',
      WEBHOOK_NUM_WORKERS: '1',
      WEBHOOK_BATCH_SIZE: '2',
    },
    zohoLatencyMs: 100,
    nemesis: async (stage) => {
      stage.simulator.setLatency(2000);
      await delay(stage.scale.outageMs);
      stage.simulator.setLatency(50);
    },
    faults: ({ sender }) => sender.answers.failed,
  },
];
