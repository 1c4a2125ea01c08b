import { afterEach, describe, expect } from '@jest/globals';
import { Redis } from 'ioredis';
import request from 'supertest';

import { itNeedsRedis } from './support/needs-redis.js';
import { eventually } from './support/eventually.js';
import { startCluster } from './support/redis-replicated.js';
import { startRedis } from './support/redis-server.js';
import { type ServiceUnderTest, startService } from './support/running-service.js';

const body = { operation: 'update', module: 'Accounts', data: [{ id: '1' }] };
const taken = { status: 200, body: { status: 'accepted', records: 1 } };
const named = (event: string) => ({ 'x-zoho-event-id': event });

describe('a delivery that replicas must have before it is acknowledged', () => {
  const ends: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  const web = async (
    variables: Readonly<Record<string, string | undefined>>,
  ): Promise<ServiceUnderTest> => {
    const service = await startService({ ROLE: 'web', WEBHOOK_DEBOUNCE: '60', ...variables });
    ends.push(() => service.stop());
    return service;
  };

  itNeedsRedis('is refused while too few have it, and taken when it is sent again', async () => {
    const [primary, replica] = await Promise.all([startRedis(), startRedis()]);
    ends.push(
      () => primary.stop(),
      () => replica.stop(),
    );
    const link = new Redis(replica.url);
    ends.push(() => {
      link.disconnect();
      return Promise.resolve();
    });
    const service = await web({ REDIS_URL: primary.url, REDIS_WAIT_REPLICAS: '1' });

    const alone = await service.deliver(body, named('evt-1'));
    expect(alone.status).toBe(503);
    expect(Number(alone.headers['retry-after'])).toBeGreaterThan(0);
    const why = /^Redis had 0 of the 1 replicas that REDIS_WAIT_REPLICAS asks for/;
    expect((await request(service.url).get('/health/ready').expect(503)).body).toMatchObject({
      details: { redis: { status: 'down', message: expect.stringMatching(why) } },
    });
    expect((await request(service.url).get('/webhooks/health')).body).toMatchObject({
      troubles: [{ subject: 'redis', message: expect.stringMatching(why) }],
    });

    await link.replicaof('127.0.0.1', primary.port);
    await eventually(async () => {
      expect(await service.deliver(body, named('evt-1'))).toMatchObject(taken);
    });
    await eventually(() => request(service.url).get('/health/ready').expect(200));
    const again = await service.deliver(body, named('evt-1'));
    expect(again.body).toMatchObject({ status: 'duplicate' });
    expect(await link.dbsize()).toBeGreaterThan(0);

    // Frozen, it has nothing that is written from here.
    replica.pause();
    const refused = await Promise.all(
      [2, 3, 4].map((each) => service.deliver(body, named(`evt-${each}`))),
    );
    replica.resume();
    expect(refused.map(({ status }) => status)).toEqual([503, 503, 503]);
    await eventually(async () => {
      expect(await service.deliver(body, named('evt-4'))).toMatchObject(taken);
    });
  });

  itNeedsRedis('is waited for on the node of a cluster that holds the log', async () => {
    const cluster = await startCluster('replicas');
    ends.push(() => cluster.stop());
    const [one, two] = await Promise.all(
      ['1', '2'].map((count) => web({ ...cluster.variables, REDIS_WAIT_REPLICAS: count })),
    );

    expect(await one!.deliver(body, named('evt-1'))).toMatchObject(taken);
    expect((await two!.deliver(body, named('evt-2'))).status).toBe(503);
  });
});
