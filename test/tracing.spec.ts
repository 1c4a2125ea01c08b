import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { itNeedsRedis } from './support/needs-redis.js';
import { startProcess, type TestProcess } from './support/child-process.js';
import { type CollectedSpan, Collector, treeOf } from './support/collector.js';
import { eventually } from './support/eventually.js';
import { signatureOf } from './support/running-service.js';
import { zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment, testSecret } from './support/test-settings.js';

type Headers = Readonly<Record<string, string>>;

const serverKind = 2;
const clientKind = 3;
const producerKind = 4;
const consumerKind = 5;
const failed = 2;

/** A trace that a sender has begun. */
function senderTrace(): { readonly traceId: string; readonly spanId: string; headers: Headers } {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-01` } };
}

describe('the traces of a web and a worker process', () => {
  let folder: string;
  let collector: Collector;
  let simulator: ZohoSimulator;
  let environment: Record<string, string>;
  let web: TestProcess;
  let worker: TestProcess;
  let stopped: TestProcess | undefined;

  const start = async (role: string): Promise<TestProcess> =>
    (await startProcess({ ...environment, ROLE: role })).untilReady();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-tracing-'));
    collector = await Collector.start();
    simulator = await ZohoSimulator.start({ company: 'empty' });
    environment = testEnvironment({
      ...zohoEnvironment(simulator),
      MEMORY_PATH: folder,
      LOG_LEVEL: 'trace',
      PORT: undefined,
      WEBHOOK_DEBOUNCE: '0',
      WEBHOOK_MAX_RETRIES: '2',
      WEBHOOK_RETRY_DELAY_BASE: '0.05',
      // One call at a time: records that come while one is under way share the next.
      WEBHOOK_NUM_WORKERS: '1',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=of-the-collector',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    });
    [web, worker] = await Promise.all([start('web'), start('worker')]);
  });

  afterAll(async () => {
    await Promise.all([web.stop(), worker.stop(), stopped?.stop()]);
    await simulator.close();
    await collector.close();
    await rm(folder, { recursive: true, force: true });
  });

  const deal = (): string =>
    simulator.createRecord(
      'Deals',
      { Deal_Name: 'Quokka Takeover', Description: 'ask quentin@quokka.example' },
      { silent: true },
    ).id;
  const deliver = (ids: readonly string[], headers: Headers = {}): request.Test => {
    const data = ids.map((id) => ({ id, Deal_Name: 'Quokka Takeover' }));
    const body = JSON.stringify({ operation: 'update', module: 'Deals', data });
    return request(web.url)
      .post('/webhooks/zoho')
      .set({ 'content-type': 'application/json', 'x-zoho-signature': signatureOf(body) })
      .set(headers)
      .send(body);
  };
  /** The trace, once it has so many spans of a name, and the span that encloses the rest of them. */
  const untilTraced = (
    traceId: string,
    name: string,
    count = 1,
  ): Promise<readonly CollectedSpan[]> =>
    eventually(() => {
      const spans = collector.trace(traceId);
      expect(spans.filter((each) => each.name === name)).toHaveLength(count);
      expect(spans.some((each) => each.name === 'POST /webhooks/zoho')).toBe(true);
      return spans;
    });
  const only = (spans: readonly CollectedSpan[], name: string): CollectedSpan => {
    const found = spans.filter((each) => each.name === name);
    expect(found).toHaveLength(1);
    return found[0]!;
  };

  it('go on with that of the sender, from the delivery to what is noted of the write', async () => {
    const sender = senderTrace();
    const id = deal();
    // The first call also asks for an access token.
    await deliver([id], senderTrace().headers).expect(200);
    await eventually(() => {
      expect(collector.spans.some(({ name }) => name === 'note in ledger')).toBe(true);
    });
    simulator.updateRecord('Deals', id, { Stage: 'Closed Won' }, { silent: true });

    await deliver([id], sender.headers).expect(200);

    const spans = await untilTraced(sender.traceId, 'process deals');
    expect(treeOf(spans)).toEqual([
      'POST /webhooks/zoho',
      '  authenticate',
      '  admit',
      '    send deals',
      '      process deals',
      '        fetch',
      '          load Deals',
      '            GET',
      '        render',
      '        write memory',
      '          write documents',
      '        note in ledger',
    ]);
    expect(only(spans, 'POST /webhooks/zoho').parentSpanId).toBe(sender.spanId);
  });

  it('say of a delivery and of a record what became of them, and in which process', async () => {
    const sender = senderTrace();
    const id = deal();

    await deliver([id], { ...sender.headers, 'x-request-id': 'edge-7' }).expect(200);

    const spans = await untilTraced(sender.traceId, 'process deals');
    const delivery = only(spans, 'POST /webhooks/zoho');
    expect(delivery).toMatchObject({ kind: serverKind, status: 0 });
    expect(delivery.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/webhooks/zoho',
      'http.response.status_code': 200,
      'zoho_sync.request_id': 'edge-7',
      'zoho_sync.module': 'Deals',
      'zoho_sync.change': 'update',
      'zoho_sync.records': 1,
      'zoho_sync.outcome': 'queued',
      'zoho_sync.scheme': 'signature',
    });
    expect(only(spans, 'send deals')).toMatchObject({ kind: producerKind });
    const sync = only(spans, 'process deals');
    expect(sync).toMatchObject({ kind: consumerKind, status: 0, links: [] });
    expect(sync.attributes).toMatchObject({
      'messaging.system': 'bullmq',
      'messaging.destination.name': 'deals',
      'zoho_sync.module': 'Deals',
      'zoho_sync.record_id': id,
      'zoho_sync.attempt': 1,
      'zoho_sync.outcome': 'written',
    });
    const call = only(spans, 'GET');
    expect(call.kind).toBe(clientKind);
    expect(call.attributes).toMatchObject({
      'server.address': '127.0.0.1',
      'url.path': '/crm/v8/Deals',
      'http.response.status_code': 200,
    });
    const common = {
      'service.name': 'zoho-webhook-sync',
      'deployment.environment.name': 'test',
    };
    expect(delivery.resource).toMatchObject({ ...common, 'zoho_sync.role': 'web' });
    expect(sync.resource).toMatchObject({ ...common, 'zoho_sync.role': 'worker' });
    expect(delivery.resource['service.instance.id']).not.toBe(sync.resource['service.instance.id']);
  });

  it('can be found from the log lines of the delivery and of the record', async () => {
    const sender = senderTrace();
    const id = deal();
    await deliver([id], sender.headers).expect(200);
    const spans = await untilTraced(sender.traceId, 'process deals');

    const lineOf = (from: TestProcess, event: string): Promise<unknown> =>
      eventually(() => {
        const lines = from.stdout.split('\n').filter((text) => text.includes(sender.traceId));
        const found = lines.find((text) => text.includes(`"${event}"`));
        return JSON.parse(found ?? '') as unknown;
      });

    expect(await lineOf(web, 'delivery.received')).toMatchObject({
      span_id: only(spans, 'POST /webhooks/zoho').spanId,
    });
    expect(await lineOf(worker, 'record.synced')).toMatchObject({
      recordId: id,
      span_id: only(spans, 'process deals').spanId,
    });
  });

  it('show the failures of a record, all of its attempts, and that it was given up', async () => {
    const sender = senderTrace();
    simulator.faults.add({ match: { path: /Deals.*\d{15}/ }, status: 500 });

    await deliver([deal()], sender.headers).expect(200);

    const spans = await untilTraced(sender.traceId, 'process deals', 2);
    simulator.faults.clear();
    const attempts = spans.filter(({ name }) => name === 'process deals');
    const attributes = attempts.map((each) => each.attributes);
    expect(attempts.map(({ status }) => status)).toEqual([failed, failed]);
    expect(attributes).toContainEqual(
      expect.objectContaining({ 'zoho_sync.attempt': 1, 'zoho_sync.outcome': 'retry' }),
    );
    expect(attributes).toContainEqual(
      expect.objectContaining({
        'zoho_sync.attempt': 2,
        'zoho_sync.outcome': 'give-up',
        'zoho_sync.dead_letter': true,
        'error.type': 'zoho.unavailable',
      }),
    );
    expect(spans.filter(({ name, status }) => name === 'GET' && status === failed)).toHaveLength(2);
  });

  it('tell a delivery that was refused from one that went wrong', async () => {
    const sender = senderTrace();

    await deliver([deal()], { ...sender.headers, 'x-zoho-signature': 'ab'.repeat(32) }).expect(401);

    const spans = await eventually(() => {
      expect(collector.trace(sender.traceId)).toHaveLength(2);
      return collector.trace(sender.traceId);
    });
    expect(treeOf(spans)).toEqual(['POST /webhooks/zoho', '  authenticate !']);
    expect(only(spans, 'POST /webhooks/zoho').attributes).toMatchObject({
      'http.response.status_code': 401,
      'zoho_sync.reason': 'not_authentic',
    });
  });

  it.each([
    ['none', {}],
    ['one that is not of the form', { traceparent: '00-zz-1-01' }],
  ])('begin with the delivery where the sender has %s', async (_, headers: Headers) => {
    const id = deal();

    await deliver([id], headers).expect(200);

    const spans = await eventually(() => {
      const sync = collector.spans.find(
        ({ name, attributes }) =>
          name === 'process deals' && attributes['zoho_sync.record_id'] === id,
      );
      return collector.trace(sync!.traceId);
    });
    expect(only(spans, 'POST /webhooks/zoho').parentSpanId).toBeUndefined();
  });

  itNeedsRedis(
    'link one sync with every delivery that it serves, and one call with every record',
    async () => {
      stopped = worker;
      worker.kill('SIGTERM');
      await worker.ended;
      const [first, second, third] = [senderTrace(), senderTrace(), senderTrace()];
      const ids = [deal(), deal(), deal()];
      await deliver(ids, first.headers).expect(200);
      await deliver(ids.slice(0, 1), second.headers).expect(200);
      await deliver(ids.slice(0, 1), third.headers).expect(200);
      // However far apart the jobs begin, two of the three records share a call.
      simulator.faults.add({ match: { path: '/crm/v8/Deals' }, times: 1, delayMs: 1000 });

      worker = await start('worker');

      const spans = await untilTraced(first.traceId, 'process deals', 3);
      const joined = await Promise.all(
        [second, third].map(({ traceId }) => untilTraced(traceId, 'send deals')),
      );
      const coalesced = spans.find(
        ({ attributes }) => attributes['zoho_sync.record_id'] === ids[0],
      );
      expect([...coalesced!.links].sort()).toEqual(
        joined.map((each) => only(each, 'send deals').spanId).sort(),
      );
      for (const each of joined) {
        expect(only(each, 'send deals').attributes).toMatchObject({
          'zoho_sync.joined_waiting': 1,
        });
        expect(each.map(({ name }) => name)).not.toContain('process deals');
      }
      const calls = spans.filter(({ name }) => name === 'load Deals');
      const fetches = spans.filter(({ name }) => name === 'fetch');
      const servedBy = (call: CollectedSpan): readonly (string | undefined)[] => [
        call.parentSpanId,
        ...call.links,
      ];
      expect(calls.some(({ links }) => links.length > 0)).toBe(true);
      expect(calls.flatMap(servedBy).sort()).toEqual(fetches.map(({ spanId }) => spanId).sort());
      for (const fetch of fetches) {
        const call = calls.find((each) => servedBy(each).includes(fetch.spanId))!;
        expect(fetch.links).toEqual(fetch.spanId === call.parentSpanId ? [] : [call.spanId]);
      }
    },
  );

  it('are sent to the end when a process stops, which takes no longer for it', async () => {
    const sender = senderTrace();
    await deliver([deal()], sender.headers).expect(200);

    web.kill('SIGTERM');

    expect((await web.ended).code).toBe(0);
    expect(collector.trace(sender.traceId).map(({ name }) => name)).toContain(
      'POST /webhooks/zoho',
    );
  });

  it('hold no secret, no token, no signature, and nothing that a record says', () => {
    expect(collector.spans.length).toBeGreaterThan(50);
    for (const { headers, path } of collector.requests) {
      expect({ path, key: headers['x-api-key'] }).toEqual({
        path: '/v1/traces',
        key: 'of-the-collector',
      });
    }
    const sent = collector.requests.map(({ body }) => body.toLowerCase()).join('\n');
    const secrets = [
      testSecret,
      'of-the-collector',
      'quokka',
      'closed won',
      // A part of the secret, too long to be in an id by chance.
      testSecret.slice(0, 12),
      simulator.credentials.clientSecret,
      simulator.credentials.refreshToken,
    ];

    expect(secrets.filter((secret) => sent.includes(secret.toLowerCase()))).toEqual([]);
    expect(sent).not.toMatch(/bearer|oauthtoken|1000\.[0-9a-f]{32}|@|[0-9a-f]{64}/);
  });
});
