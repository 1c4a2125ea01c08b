import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import request from 'supertest';

import { type WebhookMetrics } from '../src/health/metrics/webhook-metrics.js';
import { type RefusedDelivery } from '../src/installation/refused-deliveries.js';
import { startProcess } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { startRedis } from './support/redis-server.js';
import { type ServiceUnderTest, signatureOf, startService } from './support/running-service.js';
import { SyncedCrm } from './support/synced-crm.js';

async function metricsOf(url: string): Promise<WebhookMetrics> {
  const response = await request(url).get('/webhooks/metrics').expect(200);
  return response.body as WebhookMetrics;
}

/** The value of a series in Prometheus's text; undefined where there is none. */
async function seriesOf(url: string, series: string): Promise<number | undefined> {
  const { text } = await request(url).get('/metrics').expect(200);
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.split(' ')[1]);
}

const account = { operation: 'update', module: 'Accounts', data: [{ id: '1', Account_Name: 'A' }] };

describe('what is counted of deliveries', () => {
  let service: ServiceUnderTest;

  beforeAll(async () => {
    service = await startService({ WEBHOOK_DEBOUNCE: '0', WEBHOOK_MAX_BODY_BYTES: '2000' });
    await service.deliver(account, { 'x-zoho-event-id': 'once' }).expect(200);
    await service.deliver(account, { 'x-zoho-event-id': 'once' }).expect(200);
    await service.deliver(account).expect(200);
    await service.deliver({ ...account, module: 'Leads' }).expect(400);
    await service.deliverUnsigned(account).expect(401);
    await service.deliver(randomBytes(3000)).expect(413);
  });

  afterAll(async () => {
    await service.stop();
  });

  it('is told as JSON, with rates', async () => {
    expect(await metricsOf(service.url)).toMatchObject({
      total_events: 6,
      verified_events: 4,
      queued_events: 2,
      duplicated_events: 1,
      rejected_events: 3,
      failed_events: 0,
      acceptance_rate: '66.7%',
      deduplication_rate: '16.7%',
    });
  });

  it.each([
    ['outcome="queued",reason="none"', 2],
    ['outcome="duplicate",reason="none"', 1],
    ['outcome="refused",reason="not_understood"', 1],
    ['outcome="refused",reason="not_authentic"', 1],
    ['outcome="refused",reason="too_large"', 1],
  ])('is told to Prometheus as %s', async (labels, count) => {
    expect(await seriesOf(service.url, `zoho_sync_deliveries_total{${labels}}`)).toBe(count);
  });

  it('includes how long answers took', async () => {
    expect(await seriesOf(service.url, 'zoho_sync_admission_duration_seconds_count')).toBe(6);
  });

  it('keeps of refused deliveries who, why and a digest, and no body', async () => {
    const redis = new Redis(process.env['TEST_REDIS_URL']!);
    const key = `${service.settings.redis.prefix}:refused`;

    const texts = await eventually(async () => {
      const kept = await redis.lrange(key, 0, -1);
      expect(kept).toHaveLength(3);
      return kept;
    });

    await redis.quit();
    const kept = texts.map((text) => JSON.parse(text) as RefusedDelivery);
    expect(kept.map(({ reason }) => reason)).toEqual([
      'too_large',
      'not_authentic',
      'not_understood',
    ]);
    expect(kept[1]).toMatchObject({
      status: 401,
      bytes: JSON.stringify(account).length,
      digest: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(kept[0]).toMatchObject({ digest: '', bytes: 3000 });
    expect(texts.join()).not.toContain('Account_Name');
  });
});

describe('what is counted of records', () => {
  let crm: SyncedCrm;

  beforeAll(async () => {
    crm = await SyncedCrm.start({ WEBHOOK_MAX_RETRIES: '2', ZOHO_TIMEOUT: '3' });
  });

  afterAll(async () => {
    await crm.close();
  });

  it('is told of those written, tried again, given up and still waiting', async () => {
    const { url } = crm.service;
    const good = crm.created('Deals', { Deal_Name: 'Counted' });
    await crm.untilTrue(good);
    crm.simulator.faults.add({ match: { path: /Notes.*\d{15}/ }, status: 500, times: 4 });
    crm.simulator.createRecord('Notes', { Note_Title: 'Lost' });
    await eventually(async () => {
      expect(await crm.deadLetters.count()).toBe(1);
    });
    await crm.untilQuiet();

    expect(await metricsOf(url)).toMatchObject({
      events_succeeded: 1,
      events_failed: 2,
      events_retried: 1,
      events_dead_letter: 1,
      events_processed: 2,
      success_rate: '50.0%',
      dead_letter_queue_size: 1,
      lag_seconds: 0,
      last_processed: expect.stringMatching(/^\d{4}-.*Z$/),
      modules: {
        Deals: { waiting: 0, active: 0, delayed: 0, failed: 0, lag_seconds: 0 },
        Notes: { failed: 1 },
      },
    });
    const expected = {
      'zoho_sync_records_total{module="Deals",outcome="written"}': 1,
      'zoho_sync_records_total{module="Notes",outcome="retry"}': 1,
      'zoho_sync_records_total{module="Notes",outcome="give-up"}': 1,
      'zoho_sync_dead_letters_count{module="Notes"}': 1,
      'zoho_sync_memory_calls_total{operation="write",outcome="ok"}': 1,
      'zoho_sync_zoho_calls_total{outcome="zoho.unavailable"}': 2,
      'zoho_sync_zoho_token_requests_total{outcome="issued"}': 1,
      zoho_sync_redis_up: 1,
      zoho_sync_memory_up: 1,
      'zoho_sync_processes_count{role="all"}': 1,
    };
    for (const [series, value] of Object.entries(expected)) {
      expect({ series, value: await seriesOf(url, series) }).toEqual({ series, value });
    }
  });

  it('tells of records that join a waiting job, and how long the oldest has waited', async () => {
    const { url } = crm.service;
    const resume = crm.simulator.faults.add({ match: { path: '/crm/v8/Tasks' }, hang: true });
    const task = crm.simulator.createRecord('Tasks', { Subject: 'Slow' });
    await eventually(async () => {
      expect((await metricsOf(url)).modules['Tasks']).toMatchObject({ active: 1 });
    });
    const before = await metricsOf(url);
    crm.simulator.updateRecord('Tasks', task.id, { Subject: 'Slower' });
    crm.simulator.updateRecord('Tasks', task.id, { Subject: 'Slowest' });

    await eventually(async () => {
      const { records_coalesced, lag_seconds } = await metricsOf(url);
      expect(records_coalesced).toBe(before.records_coalesced + 2);
      expect(lag_seconds).toBeGreaterThan(before.lag_seconds);
    });
    resume();
  });
});

describe('metrics, over several processes and while Redis is away,', () => {
  it('count what every process did, also in the second before SIGTERM', async () => {
    const prefix = `test-${randomBytes(6).toString('hex')}`;
    const [one, two] = await Promise.all([
      startProcess({ ROLE: 'web', REDIS_PREFIX: prefix }),
      startProcess({ ROLE: 'web', REDIS_PREFIX: prefix }),
    ]);
    await Promise.all([one.untilReady(), two.untilReady()]);
    const body = JSON.stringify(account);
    const headers = { 'content-type': 'application/json', 'x-zoho-signature': signatureOf(body) };
    const send = (url: string): request.Test =>
      request(url).post('/webhooks/zoho').set(headers).send(body);
    await Promise.all([send(two.url), send(one.url), send(one.url)]);

    one.kill('SIGTERM');
    expect(await one.ended).toMatchObject({ code: 0 });

    await eventually(async () => {
      expect(await metricsOf(two.url)).toMatchObject({ total_events: 3, queued_events: 3 });
    });
    await two.stop();
  });

  it('are served without Redis, which they say is down; what was counted comes back with it', async () => {
    const redis = await startRedis();
    const service = await startService({ REDIS_URL: redis.url, WEBHOOK_DEBOUNCE: '0' });
    await service.deliver(account).expect(200);
    redis.kill();
    await service.deliver(account).expect(503);
    expect(await seriesOf(service.url, 'zoho_sync_redis_up')).toBe(0);
    const label = 'outcome="refused",reason="redis_unavailable"';
    expect(await seriesOf(service.url, `zoho_sync_deliveries_total{${label}}`)).toBe(1);
    await request(service.url).get('/webhooks/metrics').expect(503);

    await redis.restart();

    await eventually(async () => {
      expect(await metricsOf(service.url)).toMatchObject({ failed_events: 1 });
    });
    await service.stop();
    await redis.stop();
  });
});
