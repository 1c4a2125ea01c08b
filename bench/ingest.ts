import { randomBytes } from 'node:crypto';

import { startEmbeddedRedis } from '../demo/embedded-redis.js';
import { type BenchResult, type Figure, median, percentile, ratio } from './figures.js';
import { type Sent, send, sendSteadily, signedBody, type SignedBody } from './load.js';
import { Program, type ProgramName } from './program.js';
import { progress } from './progress.js';

const rounds = 3;
const secondsPerRound = 5;
const connections = 64;
const fixedRate = 500;
const recordCount = 1000;
const contenders: readonly ProgramName[] = ['node-http', 'express', 'service'];

/** What one program did in one round: at full load, and the p99 at the fixed rate, in milliseconds. */
interface Round extends Sent {
  readonly steadyMs: number;
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
        const full = await send(program.url, bodies, { connections, seconds: secondsPerRound });
        const steady = { perSecond: fixedRate, seconds: secondsPerRound };
        const times = await sendSteadily(program.url, bodies, steady);
        measured.get(name)?.push({ ...full, steadyMs: percentile(times, 0.99) });
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
  const [floor, express, service] = rates as [Figure, Figure, Figure];
  return {
    bench: 'ingest',
    figures: [
      ...rates,
      ...figures(`p50 ${at}`, 'ms', ({ p50 }) => p50),
      ...figures(`p99 ${at}`, 'ms', ({ p99 }) => p99),
      ...delays,
    ],
    ratios: [
      { name: 'service / bare Express', value: ratio(service, express), goal: '≥ 0.6' },
      { name: 'service / bare node:http', value: ratio(service, floor), goal: 'none' },
      {
        name: `service, p99 at ${fixedRate}/s in ms`,
        value: median(delays[2]?.values ?? []),
        goal: '≤ 15',
      },
    ],
  };
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
  const told = { operation: 'update', module: 'Accounts', modified_fields: ['Phone'], data };
  return signedBody({ ...told, user: { id: '554023000000235011' } }, secret);
}
