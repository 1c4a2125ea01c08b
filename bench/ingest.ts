import { randomBytes } from 'node:crypto';

import { startEmbeddedRedis } from '../demo/embedded-redis.js';
import { type BenchResult, type Figure, percentile, ratio } from './figures.js';
import { type Sent, send, sendSteadily, signedBody, type SignedBody } from './load.js';
import { cpuMsOf, Program, type ProgramName } from './program.js';
import { progress } from './progress.js';

const rounds = 3;
const secondsPerRound = 5;
const connections = 64;
const fixedRate = 500;
/** No record comes twice in a round: nothing is saved by joining what waits. */
const recordCount = 20_000;
const modules = ['Accounts', 'Contacts', 'Deals', 'Tasks', 'Notes'];
const contenders: readonly ProgramName[] = ['node-http', 'express', 'service'];

/** What one program did in one round: at full load, and the p99 at the fixed rate, in milliseconds. */
interface Round extends Sent {
  readonly steadyMs: number;
  /** CPU per delivery at full load, µs. */
  readonly ownCpu: number;
  readonly redisCpu: number;
}

/** The port of the discard service: no one answers. */
const nobody = 'http://127.0.0.1:9';

/** Accepted deliveries a second, and the latency at a fixed rate, against the least that any receiver has to do. */
export async function ingest(): Promise<BenchResult> {
  const redis = await startEmbeddedRedis();
  const secret = randomBytes(32).toString('hex');
  const environment = {
    REDIS_URL: redis.url,
    WEBHOOK_SECRET: secret,
    WEBHOOK_MAX_QUEUE_SIZE: '100000000',
    ROLE: 'web',
    // As in production: records are fetched by workers, of which there is none here, so nothing is asked of Zoho.
    ZOHO_CLIENT_ID: 'bench',
    ZOHO_CLIENT_SECRET: 'bench',
    ZOHO_REFRESH_TOKEN: 'bench',
    ZOHO_ACCOUNTS_URL: nobody,
    ZOHO_API_URL: nobody,
    LOG_LEVEL: 'info',
  };
  const bodies = Array.from({ length: recordCount }, (_, index) => deliveryOf(index, secret));
  const measured = new Map<ProgramName, Round[]>(contenders.map((name) => [name, []]));
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const name of contenders) {
        progress(`ingest: round ${round} of ${rounds}, ${name}`);
        const program = await Program.start(name, environment);
        await send(program.url, bodies, { connections, seconds: 1 });
        const before = { own: program.cpuMs(), redis: cpuMsOf(redis.process) };
        const full = await send(program.url, bodies, { connections, seconds: secondsPerRound });
        const perDelivery = (ms: number): number => (ms * 1000) / full.accepted;
        const ownCpu = perDelivery(program.cpuMs() - before.own);
        const redisCpu = perDelivery(cpuMsOf(redis.process) - before.redis);
        const steady = { perSecond: fixedRate, seconds: secondsPerRound };
        const times = await sendSteadily(program.url, bodies, steady);
        measured.get(name)?.push({ ...full, ownCpu, redisCpu, steadyMs: percentile(times, 0.99) });
        await program.stop();
      }
    }
  } finally {
    await redis.stop();
  }
  return resultFrom(measured);
}

function resultFrom(measured: ReadonlyMap<ProgramName, readonly Round[]>): BenchResult {
  const figures = (what: string, unit: string, valueOf: (round: Round) => number): Figure[] =>
    contenders.map((name) => ({
      name: `${label[name]}, ${what}`,
      unit,
      values: (measured.get(name) ?? []).map(valueOf),
    }));
  const at = `at ${connections} connections`;
  const rates = figures(at, 'deliveries/s', ({ perSecond }) => perSecond);
  const delays = figures(`p99 at ${fixedRate}/s`, 'ms', ({ steadyMs }) => steadyMs);
  const own = figures('CPU per delivery', 'µs', ({ ownCpu }) => ownCpu);
  const ofRedis = figures("Redis' CPU per delivery", 'µs', ({ redisCpu }) => redisCpu);
  return {
    bench: 'ingest',
    figures: [
      ...rates,
      ...figures(`p50 ${at}`, 'ms', ({ p50 }) => p50),
      ...figures(`p99 ${at}`, 'ms', ({ p99 }) => p99),
      ...delays,
      ...own,
      ...ofRedis,
    ],
    ratios: [
      { name: 'rate / bare node:http', value: against(rates, 'node-http'), goal: '≥ 0.6' },
      { name: 'rate / bare Express', value: against(rates, 'express'), goal: '≥ 1' },
      { name: 'CPU / bare node:http', value: against(own, 'node-http'), goal: '≤ 1.7' },
      { name: "Redis' CPU / bare node:http", value: against(ofRedis, 'node-http'), goal: '≤ 1.3' },
      {
        name: `p99 at ${fixedRate}/s / bare Express`,
        value: against(delays, 'express'),
        goal: '≤ 1',
      },
    ],
  };
}

/** What the service takes of what a baseline takes. */
function against(figures: readonly Figure[], baseline: ProgramName): number {
  const of = (name: ProgramName): Figure => {
    return figures[contenders.indexOf(name)] ?? { name, unit: '', values: [] };
  };
  return ratio(of('service'), of(baseline));
}

const label = {
  'node-http': 'bare node:http',
  express: 'bare Express',
  service: 'zoho-webhook-sync',
} as const satisfies Record<ProgramName, string>;

/** About 300 bytes, as a workflow rule sends them. */
function deliveryOf(index: number, secret: string): SignedBody {
  const id = String(100_000_000_000_000_000n + BigInt(index));
  const fields = { Account_Name: `Company ${index}`, Industry: 'Robotics', Phone: '+49 30 901820' };
  const data = [{ id, ...fields, Modified_Time: '2026-01-05T09:00:00+00:00' }];
  const told = {
    operation: 'update',
    module: modules[index % modules.length],
    modified_fields: ['Phone'],
    data,
  };
  return signedBody({ ...told, user: { id: '554023000000235011' } }, secret);
}
