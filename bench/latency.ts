import { setTimeout as delay } from 'node:timers/promises';

import { recordKey } from '../src/crm/record-ref.js';
import { type BenchResult, percentile } from './figures.js';
import { progress } from './progress.js';
import { Stage } from './stage.js';

const changes = 200;
const pauseMs = 30;

/** From a change in an idle CRM, which answers at once, to the document in memory; and the part of it that is Zoho's. */
export async function latency(): Promise<BenchResult> {
  const stage = await Stage.set(0);
  try {
    await stage.start('all', stage.channelSettings());
    while (stage.simulator.channels().length < 7) await delay(50);
    const { id } = stage.simulator.createRecord('Accounts', { Account_Name: 'Timed Ltd' });
    await stage.untilRemembered(1);
    const times: number[] = [];
    const floor: number[] = [];
    for (let count = 1; count <= changes; count += 1) {
      if (count % 50 === 0) progress(`latency: ${count} of ${changes} changes`);
      await delay(pauseMs);
      floor.push(await roundTripMs(stage));
      times.push(await followedAfterMs(stage, id, `+49 30 ${count}`));
    }
    const at = (share: number): number => percentile(times, share);
    return {
      bench: 'latency',
      figures: [
        { name: 'event to memory, p50', unit: 'ms', values: [at(0.5)] },
        { name: 'event to memory, p95', unit: 'ms', values: [at(0.95)] },
        { name: 'event to memory, p99', unit: 'ms', values: [at(0.99)] },
        {
          name: 'one call of the simulated API, p50',
          unit: 'ms',
          values: [percentile(floor, 0.5)],
        },
      ],
      ratios: [
        {
          name: 'p95 above two calls of the simulated API, ms',
          value: at(0.95) - 2 * percentile(floor, 0.95),
          goal: '≤ 100',
        },
      ],
    };
  } finally {
    await stage.close();
  }
}

async function followedAfterMs(stage: Stage, id: string, phone: string): Promise<number> {
  const startedAt = performance.now();
  stage.simulator.updateRecord('Accounts', id, { Phone: phone });
  const key = recordKey({ module: 'Accounts', id });
  while (!((await stage.memory.get(key))?.body.includes(phone) ?? false)) await delay(1);
  return performance.now() - startedAt;
}

async function roundTripMs(stage: Stage): Promise<number> {
  const startedAt = performance.now();
  const answer = await fetch(`${stage.simulator.url}/crm/v8/Accounts?fields=id`);
  await answer.arrayBuffer();
  return performance.now() - startedAt;
}
