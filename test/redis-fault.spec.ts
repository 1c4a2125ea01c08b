import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { Redis } from 'ioredis';
import request from 'supertest';

import { type SimRef } from '../simulator/records/sim-record.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { eventually } from './support/eventually.js';
import { itNeedsRedis } from './support/needs-redis.js';
import { startRedis, type TestRedis } from './support/redis-server.js';
import { SyncedCrm } from './support/synced-crm.js';

const records = 30;
const mendsWithinMs = 40_000;

/** What is wrong with Redis while records are on their way, and how it ends. */
const failures: Readonly<
  Record<string, (redis: TestRedis, admin: Redis) => Promise<() => unknown>>
> = {
  hangs: (redis) => {
    redis.pause();
    return Promise.resolve(() => {
      redis.resume();
    });
  },
  'takes no writes': async (_redis, admin) => {
    await admin.config('SET', 'maxmemory', '1');
    return () => admin.config('SET', 'maxmemory', '0');
  },
  'is a replica': async (_redis, admin) => {
    await admin.replicaof('127.0.0.1', 1);
    return () => admin.replicaof('NO', 'ONE');
  },
};

describe('while Redis fails, records on their way', () => {
  let redis: TestRedis;
  let admin: Redis;
  let crm: SyncedCrm;

  beforeAll(async () => {
    redis = await startRedis();
    admin = new Redis(redis.url);
    admin.on('error', () => undefined);
    crm = await SyncedCrm.start({
      REDIS_URL: redis.url,
      WEBHOOK_MAX_RETRIES: '1',
      WEBHOOK_RETRY_DELAY_BASE: '0',
    });
  });

  afterAll(async () => {
    admin.disconnect();
    await crm.close();
    await redis.stop();
  });

  for (const [how, begin] of Object.entries(failures)) {
    itNeedsRedis(`use up no attempt, also their only one, when it ${how}`, async () => {
      // Under way when it begins: what is asked of Zoho takes as long.
      crm.simulator.setLatency(700);
      const changed: SimRef[] = crm.simulator.inOneNotification(() =>
        Array.from({ length: records }, (_each, index) =>
          crm.created('Contacts', { Last_Name: `${how} ${index}` }),
        ),
      );
      await eventually(() => {
        expect(crm.fetches(changed[0]!.id)).toBeGreaterThan(0);
      });
      const end = await begin(redis, admin);
      await eventually(async () => {
        const { status } = crm.service.app.get(RedisConnections).patient;
        const health = await request(crm.service.url).get('/webhooks/health');
        expect(health.status).toBe(503);
        // Until also what waits the longest was given up.
        expect(status === 'ready').toBe(how !== 'hangs');
      });
      crm.simulator.setLatency(0);
      await end();

      await eventually(() => crm.untilTrue(...changed), mendsWithinMs);
      await eventually(async () => {
        const counts = await request(crm.service.url).get('/webhooks/metrics');
        expect(counts.body).toMatchObject({ events_dead_letter: 0, events_failed: 0 });
        const health = await request(crm.service.url).get('/webhooks/health');
        expect(health.body).toMatchObject({ status: 'healthy' });
      }, mendsWithinMs);
    });
  }
});
