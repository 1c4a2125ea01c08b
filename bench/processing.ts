import { type BenchResult, type Figure, median, ratio } from './figures.js';
import { type Environment } from './program.js';
import { progress } from './progress.js';
import { Stage } from './stage.js';

const rounds = 3;
const zohoMs = 50;
const memoryMs = 20;
const lanes = '3';

interface Worked {
  readonly perSecond: number;
  readonly perCall: number;
}

/** Records brought to memory a second while Zoho takes 50 ms a call, against one call per record. */
export async function processing(): Promise<BenchResult> {
  const product: Worked[] = [];
  const slow: Worked[] = [];
  const baseline: Worked[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progress(`process: round ${round} of ${rounds}, one call per record`);
    baseline.push(await workOff(300, { WEBHOOK_BATCH_SIZE: '1' }));
    progress(`process: round ${round} of ${rounds}, batches`);
    product.push(await workOff(5000, { WEBHOOK_BATCH_SIZE: '50' }));
    progress(`process: round ${round} of ${rounds}, batches, a memory over HTTP`);
    slow.push(await workOff(3000, { WEBHOOK_BATCH_SIZE: '50' }, memoryMs));
  }
  const figure = (name: string, of: readonly Worked[]): Figure => ({
    name,
    unit: 'records/s',
    values: of.map(({ perSecond }) => perSecond),
  });
  const batched = figure('batches of up to 50', product);
  const single = figure('one call per record', baseline);
  const overHttp = figure(`batches, Cognee at ${memoryMs} ms a call`, slow);
  const perCall = { name: 'records per call', unit: '', values: product.map((one) => one.perCall) };
  return {
    bench: 'process',
    figures: [single, batched, overHttp, perCall],
    ratios: [
      { name: 'batches / one by one', value: ratio(batched, single), goal: '≥ 4' },
      { name: 'records a second', value: median(batched.values), goal: '≥ 2000' },
      { name: 'Cognee / local memory', value: ratio(overHttp, batched), goal: 'none' },
    ],
  };
}

/** Queues records while no worker runs, and times what a worker takes from its first call to the last document. */
async function workOff(count: number, settings: Environment, cogneeMs?: number): Promise<Worked> {
  const stage = await Stage.set(zohoMs, cogneeMs);
  try {
    const ids = stage.create('Contacts', count);
    const web = await stage.start('web');
    await stage.tell(web, 'Contacts', ids);
    stage.simulator.resetRequests();
    await stage.start('worker', { WEBHOOK_NUM_WORKERS: lanes, ...settings });
    await stage.untilRemembered(count);
    const endedAtMs = Date.now();
    const [first] = stage.simulator.requests.filter(({ path }) => path.startsWith('/crm/'));
    const { calls, records } = stage.reads();
    return {
      perSecond: (count / (endedAtMs - (first?.at ?? endedAtMs))) * 1000,
      perCall: records / calls,
    };
  } finally {
    await stage.close();
  }
}
