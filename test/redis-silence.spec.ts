import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Command } from 'ioredis';

import { Capacity } from '../src/queue/capacity.js';
import { DeadLetterStore } from '../src/queue/dead-letters/dead-letter-store.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { eventually } from './support/eventually.js';
import { startRedis, type TestRedis } from './support/redis-server.js';
import { type Relay, startRelay } from './support/relay.js';
import { type ServiceUnderTest, startService } from './support/running-service.js';

const body = { operation: 'update', module: 'Accounts', data: [{ id: '1', Account_Name: 'A' }] };
const manyDeliveries = 200;

let redis: TestRedis;
let service: ServiceUnderTest;

async function untilRefused(): Promise<void> {
  await eventually(async () => {
    expect((await service.deliver(body)).status).toBe(503);
    expect(service.app.get(RedisConnections).breaker.answers).toBe(false);
  });
}

describe('while Redis hangs', () => {
  beforeEach(async () => {
    redis = await startRedis();
    service = await startService({ ROLE: 'web', REDIS_URL: redis.url });
  });

  afterEach(async () => {
    redis.resume();
    await service.stop();
    await redis.stop();
  });

  it('nothing is asked of it for deliveries, and nothing waits in the client', async () => {
    redis.pause();
    await untilRefused();
    const { failFast } = service.app.get(RedisConnections);
    const sent: string[] = [];
    const send = failFast.sendCommand.bind(failFast) as (...args: unknown[]) => unknown;
    Object.assign(failFast, {
      sendCommand: (command: Command, ...rest: unknown[]) => {
        sent.push(command.name);
        return send(command, ...rest);
      },
    });

    for (let count = 0; count < manyDeliveries; count += 1) {
      expect((await service.deliver(body)).status).toBe(503);
    }

    const { length } = (failFast as unknown as { commandQueue: ArrayLike<unknown> }).commandQueue;
    expect(sent).not.toContain('mget');
    // What a client says to greet a server.
    expect(length).toBeLessThan(5);
  });

  it.each(['/dead-letters', '/channels', '/records/Accounts/1', '/webhooks/metrics'])(
    'GET %s says so with 503, also to whoever waits when that begins',
    async (path) => {
      redis.pause();
      const waiting = await service.get(path);
      await untilRefused();
      const later = await service.get(path);

      for (const answer of [waiting, later]) {
        expect(answer.status).toBe(503);
        expect(answer.headers['retry-after']).toBeDefined();
        expect(JSON.stringify(answer.body)).toContain('Redis does not answer');
      }
    },
  );

  it('the queues work again, though it hung while the service started', async () => {
    redis.pause();
    const started = await startService({ REDIS_URL: redis.url });
    redis.resume();

    await eventually(async () => {
      expect((await started.deliver(body)).status).toBe(200);
    });
    await eventually(async () => {
      const depths = await started.app.get(Capacity, { strict: false }).depths();
      expect(depths.every(({ waiting, delayed, active }) => waiting + delayed + active === 0)).toBe(
        true,
      );
    });
    await started.stop();
  });
});

describe('when the other end of all connections vanishes without a word', () => {
  let relay: Relay;

  beforeEach(async () => {
    redis = await startRedis();
    relay = await startRelay(redis.port);
    service = await startService({
      REDIS_URL: `redis://127.0.0.1:${relay.port}`,
      WEBHOOK_DEBOUNCE: '0',
    });
  });

  afterEach(async () => {
    await service.stop();
    await relay.close();
    await redis.stop();
  });

  it('every one of them is given up, and what was delivered is worked off', async () => {
    await service.deliver(body).expect(200);
    relay.silence();
    expect(relay.silenced()).toBeGreaterThan(8);

    // The limits add up to less than 10 s (`time-limits.spec.ts`); a busy machine adds to them.
    await eventually(() => {
      expect(relay.silenced()).toBe(0);
    });

    await eventually(async () => {
      expect((await service.deliver(body)).status).toBe(200);
    });
    await eventually(async () => {
      const depths = await service.app.get(Capacity, { strict: false }).depths();
      expect(depths.every(({ waiting, delayed, active }) => waiting + delayed + active === 0)).toBe(
        true,
      );
    });
    expect(await service.app.get(DeadLetterStore, { strict: false }).count()).toBe(0);
  });
});
