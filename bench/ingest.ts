import { createHmac, randomBytes } from 'node:crypto';

import autocannon from 'autocannon';

import { startEmbeddedRedis } from '../demo/embedded-redis.js';
import { type BenchResult, type Figure, median, ratio } from './figures.js';
import { Program, type ProgramName } from './program.js';
import { progress } from './progress.js';

const rounds = 3;
const secondsPerRound = 5;
const connections = 64;
const fixedRate = 500;
const recordCount = 1000;
const contenders: readonly ProgramName[] = ['node-http', 'express', 'service'];

/** The port of the discard service: no one answers. */
const nobody = 'http://127.0.0.1:9';

interface Measured {
  readonly perSecond: number;
  readonly p99Ms: number;
}

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
  const bodies = Array.from({ length: recordCount }, (_, index) => signedBody(index, secret));
  const throughput = new Map<ProgramName, number[]>(contenders.map((name) => [name, []]));
  const latency = new Map<ProgramName, number[]>(contenders.map((name) => [name, []]));
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const name of contenders) {
        progress(`ingest: round ${round} of ${rounds}, ${name}`);
        const program = await Program.start(name, environment);
        await load(program.url, bodies, 1);
        throughput.get(name)?.push((await load(program.url, bodies, secondsPerRound)).perSecond);
        const steady = await load(program.url, bodies, secondsPerRound, fixedRate);
        latency.get(name)?.push(steady.p99Ms);
        await program.stop();
      }
    }
  } finally {
    await redis.stop();
  }
  return resultFrom(throughput, latency);
}

function resultFrom(
  throughput: ReadonlyMap<ProgramName, readonly number[]>,
  latency: ReadonlyMap<ProgramName, readonly number[]>,
): BenchResult {
  const figure = (name: ProgramName, values: readonly number[], unit: string): Figure => ({
    name: `${label[name]}, ${unit === 'ms' ? `p99 at ${fixedRate}/s` : `${connections} connections`}`,
    unit,
    values,
  });
  const rates = contenders.map((name) => figure(name, throughput.get(name) ?? [], 'deliveries/s'));
  const delays = contenders.map((name) => figure(name, latency.get(name) ?? [], 'ms'));
  const [floor, express, service] = rates as [Figure, Figure, Figure];
  return {
    bench: 'ingest',
    figures: [...rates, ...delays],
    ratios: [
      { name: 'service / bare Express', value: ratio(service, express), goal: '≥ 0.6' },
      { name: 'service / bare node:http', value: ratio(service, floor), goal: 'none' },
      { name: 'service, p99 in ms', value: median(delays[2]?.values ?? []), goal: '≤ 15' },
    ],
  };
}

const label = {
  'node-http': 'bare node:http',
  express: 'bare Express',
  service: 'zoho-webhook-sync',
} as const satisfies Record<ProgramName, string>;

interface SignedBody {
  readonly body: string;
  readonly signature: string;
}

/** About 300 bytes, as a workflow rule sends them. */
function signedBody(index: number, secret: string): SignedBody {
  const id = String(100_000_000_000_000_000n + BigInt(index));
  const fields = { Account_Name: `Company ${index}`, Industry: 'Robotics', Phone: '+49 30 901820' };
  const data = [{ id, ...fields, Modified_Time: '2026-01-05T09:00:00+00:00' }];
  const body = JSON.stringify({
    operation: 'update',
    module: 'Accounts',
    modified_fields: ['Phone'],
    data,
    user: { id: '554023000000235011' },
  });
  return { body, signature: createHmac('sha256', secret).update(body).digest('hex') };
}

let sent = 0;

/** Every delivery has an id of its own, so none is a duplicate. @throws where one was not accepted */
async function load(
  url: string,
  bodies: readonly SignedBody[],
  duration: number,
  overallRate?: number,
): Promise<Measured> {
  const result = await autocannon({
    url: `${url}/webhooks/zoho`,
    connections,
    duration,
    ...(overallRate === undefined ? {} : { overallRate }),
    requests: [
      {
        method: 'POST',
        setupRequest: (request) => {
          sent += 1;
          const { body, signature } = bodies[sent % bodies.length] ?? { body: '', signature: '' };
          const headers = { 'x-zoho-signature': signature, 'x-zoho-event-id': `bench-${sent}` };
          return { ...request, body, headers: { 'content-type': 'application/json', ...headers } };
        },
      },
    ],
  });
  const refused = result.non2xx + result.errors + result.timeouts;
  if (refused > 0) throw new Error(`${refused} deliveries to ${url} were not accepted.`);
  return { perSecond: result['2xx'] / result.duration, p99Ms: result.latency.p99 };
}
