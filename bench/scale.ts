import { type BenchResult, type Figure, median } from './figures.js';
import { progress } from './progress.js';
import { Stage } from './stage.js';

const zohoMs = 50;
const workerCounts = [1, 2, 4] as const;
const sharedRecords = 4000;
const backlogs = [1000, 10_000, 100_000] as const;
/** So many of a backlog's records are timed, so that each backlog costs the same patience. */
const timedRecords = 1000;
/** A worker has everything loaded and compiled after so many. */
const warmRecords = 1000;

/** What further worker processes bring, what a growing backlog costs, and what Redis holds for a record that waits. */
export async function scale(): Promise<BenchResult> {
  const workers: Figure[] = [];
  for (const count of workerCounts) {
    progress(`scale: ${count} worker processes`);
    const values = [await sharedOut(count)];
    workers.push({ name: `${count} worker processes`, unit: 'records/s', values });
  }
  const costs: Figure[] = [];
  const bytes: Figure[] = [];
  for (const backlog of backlogs) {
    progress(`scale: a backlog of ${backlog}`);
    const { msPerRecord, bytesPerRecord } = await workedInto(backlog);
    costs.push({ name: `a record of ${backlog} waiting`, unit: 'ms', values: [msPerRecord] });
    bytes.push({
      name: `Redis, of ${backlog} waiting`,
      unit: 'B/record',
      values: [bytesPerRecord],
    });
  }
  const ratioOf = (figures: readonly Figure[], at: number): number =>
    median(figures[at]?.values ?? []) / median(figures[0]?.values ?? []);
  return {
    bench: 'scale',
    figures: [...workers, ...costs, ...bytes],
    ratios: [
      { name: '2 processes / 1', value: ratioOf(workers, 1), goal: 'none: they share two cores' },
      { name: '4 processes / 1', value: ratioOf(workers, 2), goal: 'none: they share two cores' },
      { name: 'cost of a record, 100,000 / 1,000 waiting', value: ratioOf(costs, 2), goal: '1' },
      {
        name: 'Redis bytes per waiting record',
        value: median(bytes[2]?.values ?? []),
        goal: '≤ 2000',
      },
    ],
  };
}

/** Records a second that several processes bring to one memory, ten per call, as the service is configured by default. */
async function sharedOut(processes: number): Promise<number> {
  const stage = await Stage.set(zohoMs);
  try {
    const ids = stage.create('Contacts', sharedRecords);
    await stage.tell(await stage.start('web'), 'Contacts', ids);
    await Promise.all(Array.from({ length: processes }, () => stage.start('worker')));
    const from = await stage.remembered();
    const startedAt = performance.now();
    await stage.untilRemembered(sharedRecords);
    return ((sharedRecords - from) / (performance.now() - startedAt)) * 1000;
  } finally {
    await stage.close();
  }
}

interface Backlog {
  readonly msPerRecord: number;
  readonly bytesPerRecord: number;
}

async function workedInto(backlog: number): Promise<Backlog> {
  const stage = await Stage.set(zohoMs);
  try {
    const ids = stage.create('Contacts', backlog + warmRecords);
    const web = await stage.start('web');
    const usedBytes = async (): Promise<number> =>
      Number((await stage.redisInfo()).get('used_memory'));
    const before = await usedBytes();
    await stage.tell(web, 'Contacts', ids);
    const bytesPerRecord = ((await usedBytes()) - before) / ids.length;
    await stage.start('worker', { WEBHOOK_BATCH_SIZE: '50' });
    await stage.untilRemembered(warmRecords);
    const [from, startedAt] = [await stage.remembered(), performance.now()];
    await stage.untilRemembered(Math.min(from + timedRecords, ids.length));
    const timed = (await stage.remembered()) - from;
    return { msPerRecord: (performance.now() - startedAt) / timed, bytesPerRecord };
  } finally {
    await stage.close();
  }
}
