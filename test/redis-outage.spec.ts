import { setTimeout as delay } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { startProcess } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { startRedis, type TestRedis } from './support/redis-server.js';
import { type ServiceUnderTest, startService } from './support/running-service.js';

const body = { operation: 'update', module: 'Accounts', data: [{ id: '1' }] };
const identified = { 'x-zoho-event-id': 'evt-outage' };

describe('while Redis is', () => {
  let redis: TestRedis;
  let service: ServiceUnderTest;

  beforeEach(async () => {
    redis = await startRedis();
    service = await startService({
      ROLE: 'web',
      REDIS_URL: redis.url,
      WEBHOOK_MAX_QUEUE_SIZE: '5',
      WEBHOOK_DEBOUNCE: '60',
    });
  });

  afterEach(async () => {
    redis.resume();
    await service.stop();
    await redis.stop();
  });

  describe.each([
    [
      'down',
      (server: TestRedis): void => {
        server.kill();
      },
      (server: TestRedis): Promise<void> => server.restart(),
    ],
    [
      'frozen',
      (server: TestRedis): void => {
        server.pause();
      },
      (server: TestRedis): Promise<void> => {
        server.resume();
        return Promise.resolve();
      },
    ],
  ])('%s', (_how, breakRedis, mend) => {
    it('refuses deliveries, and takes the same one once Redis is back', async () => {
      breakRedis(redis);
      const refused = await service.deliver(body, identified);
      await mend(redis);

      expect(refused.status).toBe(503);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect(refused.body).toMatchObject({ statusCode: 503, error: 'Service Unavailable' });
      await eventually(async () => {
        const again = await service.deliver(body, identified);
        expect(again.body).toMatchObject({ status: 'accepted', records: 1 });
      });
    });

    it('still answers 401 to what is not authentic', async () => {
      breakRedis(redis);

      const response = await service.deliverUnsigned(body);

      expect(response.status).toBe(401);
    });

    it('is alive, not ready, and unhealthy, and says so', async () => {
      breakRedis(redis);
      const [live, ready, health] = await Promise.all(
        ['/health/live', '/health/ready', '/webhooks/health'].map((path) =>
          request(service.url).get(path),
        ),
      );

      expect(live?.status).toBe(200);
      expect(ready?.status).toBe(503);
      expect(ready?.body).toMatchObject({
        status: 'error',
        details: { redis: { status: 'down' }, shutdown: { status: 'up' } },
      });
      expect(health?.status).toBe(503);
      expect(health?.body).toMatchObject({ status: 'unhealthy', redis_connected: false });
    });
  });

  it('back again, is ready and healthy by itself', async () => {
    redis.kill();
    await service.deliver(body);
    await redis.restart();

    await eventually(async () => {
      const [ready, health] = await Promise.all([
        request(service.url).get('/health/ready'),
        request(service.url).get('/webhooks/health'),
      ]);
      expect(ready.status).toBe(200);
      expect(health.body).toMatchObject({ status: 'healthy', redis_connected: true });
    });
  });
});

describe('with the queue at its limit', () => {
  let service: ServiceUnderTest;

  beforeEach(async () => {
    service = await startService({
      ROLE: 'web',
      WEBHOOK_MAX_QUEUE_SIZE: '5',
      WEBHOOK_DEBOUNCE: '60',
    });
    for (const id of ['1', '2', '3', '4', '5']) {
      await service.deliver({ ...body, data: [{ id }] }).expect(200);
    }
  });

  afterEach(async () => {
    await service.stop();
  });

  it('refuses a delivery, forgets it, and is not ready', async () => {
    const first = await service.deliver({ ...body, data: [{ id: '6' }] }, identified);
    const second = await service.deliver({ ...body, data: [{ id: '6' }] }, identified);
    const ready = await request(service.url).get('/health/ready');
    const health = await request(service.url).get('/webhooks/health');

    expect([first.status, second.status, ready.status, health.status]).toEqual([
      503, 503, 503, 503,
    ]);
    expect(first.headers['retry-after']).toBeDefined();
    expect(health.body).toMatchObject({ queue_size: 5, queue_utilization: '100.0%' });
  });
});

it('refuses deliveries while they are switched off', async () => {
  const service = await startService({ ROLE: 'web', WEBHOOK_ENABLED: 'false' });
  const response = await service.deliver(body);
  await service.stop();

  expect(response.status).toBe(503);
  expect(response.headers['retry-after']).toBeDefined();
});

it.each(['before its workers look again', 'long ago'])(
  'a process that is told to stop, its Redis gone %s, does not wait for it to come back',
  async (since) => {
    const redis = await startRedis();
    // Its stop rejects when it takes longer.
    const service = await startService({ REDIS_URL: redis.url, SHUTDOWN_TIMEOUT: '8s' });
    await service.deliver(body).expect(200);
    redis.kill();
    if (since === 'long ago') await delay(3000);

    await expect(service.stop()).resolves.toBeUndefined();

    await redis.stop();
  },
);

describe('a process that is told to stop', () => {
  it.each(['scheduler', 'worker', 'all'])(
    'as %s, and never got into its Redis, ends by itself',
    async (role) => {
      const redis = await startRedis(['--requirepass', 'another']);
      const url = redis.url.replace('redis://', 'redis://:wrong@');
      const started = await startProcess({
        ROLE: role,
        REDIS_URL: url,
        SHUTDOWN_TIMEOUT: '20s',
        LOG_LEVEL: 'warn',
      });
      await eventually(async () => {
        expect(await started.status('/health/live')).toBe(200);
      });

      started.kill('SIGTERM');
      const { code, stdout } = await started.ended;

      expect(code).toBe(0);
      expect(stdout).not.toContain('service.stopped_early');
      await redis.stop();
    },
  );

  it.each(['scheduler', 'worker'])('as %s, while its Redis hangs, ends by itself', async (role) => {
    const redis = await startRedis();
    const started = await startProcess({
      ROLE: role,
      REDIS_URL: redis.url,
      SHUTDOWN_TIMEOUT: '20s',
      LOG_LEVEL: 'warn',
    });
    await started.untilReady();
    redis.pause();

    started.kill('SIGTERM');
    const { code, stdout } = await started.ended;

    expect(code).toBe(0);
    expect(stdout).not.toContain('service.stopped_early');
    redis.resume();
    await redis.stop();
  });
});
