import { type BenchResult } from './figures.js';
import { send } from './load.js';
import { progress } from './progress.js';
import { Stage } from './stage.js';

const events = 10_000;
const recordCount = 100;
const connections = 64;

/** What ten thousand events of a hundred records cost, against the one fetch per event of a service that doesn't gather. */
export async function coalescing(): Promise<BenchResult> {
  progress(`coalesce: ${events} events`);
  const stage = await Stage.set(50);
  try {
    const ids = stage.create('Contacts', recordCount);
    const service = await stage.start('all', { WEBHOOK_DEBOUNCE: '2' });
    stage.simulator.resetRequests();
    const bodies = ids.map((id) => stage.signed('Contacts', [id]));
    const startedAtMs = Date.now();
    await send(service.url, bodies, { connections, amount: events });
    const sentAtMs = Date.now();
    await stage.untilQuiet(service);
    const { calls, records } = stage.reads();
    const seconds = (Date.now() - startedAtMs) / 1000;
    return {
      bench: 'coalesce',
      figures: [
        { name: 'events', unit: '', values: [events] },
        { name: 'records fetched', unit: '', values: [records] },
        { name: 'calls', unit: '', values: [calls] },
        { name: 'until the last was sent', unit: 's', values: [(sentAtMs - startedAtMs) / 1000] },
        { name: 'until memory was true', unit: 's', values: [seconds] },
      ],
      ratios: [
        { name: 'fetches per record', value: records / recordCount, goal: '≤ 4' },
        { name: 'fetches per event', value: records / events, goal: '1 without gathering' },
      ],
    };
  } finally {
    await stage.close();
  }
}
