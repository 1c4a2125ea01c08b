import { setTimeout as delay } from 'node:timers/promises';

import { type BenchResult, type Figure, median } from './figures.js';
import { type Program } from './program.js';
import { progress } from './progress.js';
import { Stage } from './stage.js';

const recordCount = 500;
const changesPerSecond = 50;
const samples = 60;
/** The young heap and the caches fill first. */
const settledShare = 1 / 3;

interface Sample {
  readonly rssMb: number;
  readonly handles: number;
  readonly heapMb: number;
  readonly redisKeys: number;
}

/** Whether anything grows while changes keep coming: the service's memory and handles, and what it leaves in Redis. */
export async function soak(minutes: number): Promise<BenchResult> {
  const stage = await Stage.set(5);
  try {
    // Deliveries are remembered for an hour otherwise, and until it is over there are ever more of them.
    const settings = { ...stage.channelSettings(), WEBHOOK_EVENT_TTL: '5' };
    const service = await stage.start('all', settings);
    while (stage.simulator.channels().length < 7) await delay(50);
    const ids = stage.create('Contacts', recordCount);
    const taken: Sample[] = [];
    const pauseMs = (minutes * 60_000) / samples;
    for (let count = 1; count <= samples; count += 1) {
      await change(stage, ids, pauseMs);
      taken.push(await sampleOf(service, stage));
      progress(`soak: ${count} of ${samples} samples, ${taken.at(-1)?.rssMb.toFixed(0)} MB`);
    }
    return resultFrom(minutes, taken);
  } finally {
    await stage.close();
  }
}

async function change(stage: Stage, ids: readonly string[], forMs: number): Promise<void> {
  const until = performance.now() + forMs;
  for (let count = 0; performance.now() < until; count += 1) {
    const id = ids[Math.floor(Math.random() * ids.length)] ?? '';
    stage.simulator.updateRecord('Contacts', id, { Phone: `+49 30 ${count}` });
    await delay(1000 / changesPerSecond);
  }
}

async function sampleOf({ url }: Program, stage: Stage): Promise<Sample> {
  const exposition = await (await fetch(`${url}/metrics`)).text();
  const value = (name: string): number =>
    Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(exposition)?.[1]);
  return {
    rssMb: value('process_resident_memory_bytes') / 1e6,
    heapMb: value('nodejs_heap_size_used_bytes') / 1e6,
    handles: value('process_open_fds'),
    redisKeys: Number((await stage.redisInfo()).get('keys')),
  };
}

function resultFrom(minutes: number, taken: readonly Sample[]): BenchResult {
  const settled = taken.slice(Math.floor(taken.length * settledShare));
  const figure = (name: string, unit: string, of: (sample: Sample) => number): Figure => ({
    name,
    unit,
    values: settled.map(of),
  });
  const figures = [
    figure('resident memory', 'MB', ({ rssMb }) => rssMb),
    figure('heap in use', 'MB', ({ heapMb }) => heapMb),
    figure('open handles', '', ({ handles }) => handles),
    figure('keys in Redis', '', ({ redisKeys }) => redisKeys),
  ];
  return {
    bench: `soak, ${minutes} minutes at ${changesPerSecond} changes/s`,
    figures,
    ratios: figures.map(({ name, values }) => ({
      name: `${name}, last third / the third before`,
      value: growthOf(values),
      goal: 'about 1',
    })),
  };
}

function growthOf(values: readonly number[]): number {
  const half = Math.floor(values.length / 2);
  return median(values.slice(half)) / median(values.slice(0, half));
}
