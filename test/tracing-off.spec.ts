import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import request from 'supertest';

import { LocalSink } from '../src/memory/local/local-sink.js';
import { startProcess, type TestProcess } from './support/child-process.js';
import { Collector } from './support/collector.js';
import { eventually } from './support/eventually.js';
import { signatureOf } from './support/running-service.js';

const logModules = fileURLToPath(new URL('./support/log-modules.mjs', import.meta.url));

let folder: string;
let memory: LocalSink;
let redis: Redis;
let service: TestProcess | undefined;
let prefix: string;
let collector: Collector;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-tracing-off-'));
  memory = new LocalSink(folder);
  collector = await Collector.start();
  redis = new Redis(process.env['TEST_REDIS_URL'] ?? '');
  prefix = `test-tracing-${Math.random().toString(36).slice(2)}`;
});

afterEach(async () => {
  await service?.stop();
  redis.disconnect();
  await memory.close();
  await collector.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(variables: Readonly<Record<string, string>> = {}): Promise<TestProcess> {
  const fixed = { MEMORY_PATH: folder, REDIS_PREFIX: prefix, WEBHOOK_DEBOUNCE: '0' };
  service = await startProcess({ ...fixed, ...variables });
  return service.untilReady();
}

function deliver(id: string): request.Test {
  const data = [{ id, Deal_Name: `Deal ${id}.` }];
  const body = JSON.stringify({ operation: 'update', module: 'Deals', data });
  return request(service!.url)
    .post('/webhooks/zoho')
    .set({ 'content-type': 'application/json', 'x-zoho-signature': signatureOf(body) })
    .set('traceparent', `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`)
    .send(body);
}

async function untilRemembered(id: string): Promise<void> {
  await eventually(async () => {
    expect((await memory.get(`Deals/${id}`))?.body).toContain(`Deal ${id}.`);
  });
}

/** What the process loaded of OpenTelemetry. prom-client, which is always loaded, brings the API. */
function packagesLoaded({ stderr }: TestProcess): readonly string[] {
  const packages = [...stderr.matchAll(/^loaded (@opentelemetry\/.+)$/gm)].map(([, name]) => name!);
  return packages.filter((name) => name !== '@opentelemetry/api');
}

describe('a service without an endpoint for traces', () => {
  const watched = { NODE_OPTIONS: `--import ${logModules}` };

  it('loads nothing of OpenTelemetry, and one with an endpoint does', async () => {
    const off = await start({ ...watched, OTEL_SERVICE_NAME: 'not-enough' });
    await deliver('1').expect(200);
    await untilRemembered('1');
    await off.stop();

    const on = await start({ ...watched, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });

    expect(off.stderr).toContain('loaded bullmq\n');
    expect(packagesLoaded(off)).toEqual([]);
    expect(packagesLoaded(on)).toContain('@opentelemetry/sdk-trace-base');
  });

  it('keeps nothing of traces in Redis, and one with an endpoint does', async () => {
    const logged = async (): Promise<Readonly<Record<string, string>>> => {
      const [[, fields] = ['', []]] = await redis.xrange(`${prefix}:log`, '-', '+');
      const pairs = fields.map((name, at) => [name, fields[at + 1] ?? ''] as const);
      return Object.fromEntries(pairs.filter((_, at) => at % 2 === 0));
    };
    await start({ ROLE: 'web' });
    await deliver('1').expect(200);
    expect(await logged()).toEqual({
      v: '1',
      r: expect.stringContaining('Deals'),
      c: expect.any(String),
      q: expect.any(String),
    });
    expect(await redis.keys(`${prefix}:trace:*`)).toEqual([]);

    await service!.stop();
    prefix = `${prefix}-on`;
    await start({ ROLE: 'web', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    await deliver('1').expect(200);
    expect(await logged()).toHaveProperty('t');
    expect(await redis.keys(`${prefix}:trace:*`)).toEqual([`${prefix}:trace:Deals:1`]);
  });
});

describe('a service with an endpoint for traces', () => {
  it('sends protobuf, unless it is told otherwise', async () => {
    await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_SERVICE_NAME: 'crm-sync-of-ours',
    });

    await deliver('1').expect(200);

    await eventually(() => {
      const bodies = collector.requests.map(({ body }) => body).join('');
      expect(bodies).toContain('process deals');
      expect(bodies).toContain('crm-sync-of-ours');
    });
    expect(collector.requests[0]?.headers['content-type']).toBe('application/x-protobuf');
  });

  it('leaves out what its sampler leaves out, and syncs it all the same', async () => {
    await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_TRACES_SAMPLER: 'always_off',
    });

    await deliver('1').expect(200);
    await untilRemembered('1');

    service!.kill('SIGTERM');
    await service!.ended;
    expect(collector.requests).toEqual([]);
    expect(await redis.keys(`${prefix}:trace:*`)).toEqual([]);
  });

  it('works, says so once, and stops, while nobody takes its traces', async () => {
    await start({
      // Nothing listens on port 9.
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_EXPORTER_OTLP_TIMEOUT: '300',
      LOG_LEVEL: 'info',
    });
    const told = (): readonly string[] =>
      service!.stdout.split('\n').filter((line) => line.includes('tracing.not_sent'));
    await deliver('1').expect(200);
    await eventually(() => {
      expect(told()).toHaveLength(1);
    });

    await deliver('2').expect(200);
    await untilRemembered('1');
    await untilRemembered('2');
    service!.kill('SIGTERM');

    expect((await service!.ended).code).toBe(0);
    expect(service!.stdout).toContain('service.stopped"');
    expect(told()).toHaveLength(1);
    expect(JSON.parse(told()[0]!)).toMatchObject({ level: 40, spans: expect.any(Number) });
  });

  it.each([
    [
      'gRPC',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      'OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf or http/json',
    ],
    [
      'an endpoint that is no URL',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
      'OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https URL',
    ],
  ])('does not start with %s, and says why', async (_, variables, problem) => {
    service = await startProcess(variables);

    const { code, stderr } = await service.ended;

    expect(code).toBe(1);
    expect(stderr).toContain(problem);
  });
});
