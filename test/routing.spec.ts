import { randomBytes } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { MemorySink } from '../src/memory/memory-sink.js';
import { Capacity } from '../src/queue/capacity.js';
import { RecordProgress } from '../src/queue/progress/record-progress.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { eventually } from './support/eventually.js';
import { type ServiceUnderTest, startService } from './support/running-service.js';

/** Without credentials: what deliveries carry is merged by whoever routes them. */
describe('from the log to the queues', () => {
  let prefix: string;
  let web: ServiceUnderTest;
  let workers: ServiceUnderTest[];

  beforeEach(async () => {
    prefix = `test-${randomBytes(6).toString('hex')}`;
    workers = [];
    web = await startService({ ROLE: 'web', REDIS_PREFIX: prefix, WEBHOOK_DEBOUNCE: '0' });
  });

  afterEach(async () => {
    await Promise.all([web, ...workers].map((service) => service.stop()));
  });

  const startWorker = async (): Promise<ServiceUnderTest> => {
    const { path } = web.settings.memory;
    const settings = { REDIS_PREFIX: prefix, MEMORY_PATH: path, WEBHOOK_DEBOUNCE: '0' };
    const worker = await startService({ ...settings, ROLE: 'worker' });
    workers.push(worker);
    return worker;
  };
  const send = (id: string, data: object = {}, operation = 'update') =>
    web.deliver({ operation, module: 'Contacts', data: [{ id, ...data }] }).expect(200);
  const redis = (): RedisConnections => web.app.get(RedisConnections);
  const contact = (id: string) => ({ module: 'Contacts', id }) as const;
  const untilDrained = () =>
    eventually(async () => {
      const depths = await web.app.get(Capacity, { strict: false }).depths();
      expect(depths.every((each) => each.waiting + each.delayed + each.active === 0)).toBe(true);
    });
  const bodyOf = async (id: string): Promise<string> => {
    const memory = workers[0]!.app.get(MemorySink, { strict: false });
    return (await memory.get(`Contacts/${id}`))?.body ?? '';
  };

  it('nothing is lost while nobody routes, and all of it counts as waiting', async () => {
    await send('1', { Last_Name: 'Okafor' });
    await send('2', { Last_Name: 'Doe' });
    const progress = web.app.get(RecordProgress, { strict: false });

    const metrics = (await web.get('/webhooks/metrics')).body as object;
    const health = (await web.get('/webhooks/health')).body as object;
    expect(metrics).toMatchObject({ current_queue_size: 2, modules: { Contacts: { waiting: 2 } } });
    expect(health).toMatchObject({ queue_size: 2 });
    expect(await progress.of(contact('1'))).toMatchObject({ job: 'unrouted' });
    expect(await progress.lagMs('Contacts')).toBeGreaterThan(0);
    expect(await progress.lagMs('Deals')).toBe(0);

    await startWorker();
    await untilDrained();

    expect(await bodyOf('1')).toContain('Okafor');
    expect(await bodyOf('2')).toContain('Doe');
    expect(await redis().failFast.xlen(`${prefix}:log`)).toBe(0);
  });

  it('what several deliveries say of one record becomes one run, the last of them counts', async () => {
    for (let edit = 1; edit <= 40; edit += 1) await send('1', { Last_Name: `Edit${edit}.` });
    await startWorker();
    await untilDrained();

    expect(await bodyOf('1')).toContain('Edit40.');
    await eventually(async () => {
      const metrics = (await web.get('/webhooks/metrics')).body as Record<string, number>;
      expect(metrics['records_coalesced']).toBeGreaterThanOrEqual(35);
      expect(metrics['events_succeeded']).toBeLessThanOrEqual(3);
    });
  });

  it('what only other workers sync waits for them', async () => {
    await redis().failFast.xadd(
      `${prefix}:log`,
      ...(['*', 'v', '1', 'r', '[{"m":"Leads","i":"5","p":"live"}]'] as const),
    );
    await startWorker();

    await eventually(async () => {
      expect(await redis().failFast.zcard(`${prefix}:leads:prioritized`)).toBe(1);
      expect(await redis().failFast.xlen(`${prefix}:log`)).toBe(0);
    });
  });

  it('deliveries are merged in their order, however many routers there are', async () => {
    await Promise.all([startWorker(), startWorker()]);
    for (let edit = 1; edit <= 60; edit += 1) await send('1', { Last_Name: `Edit${edit}.` });
    await untilDrained();

    expect(await bodyOf('1')).toContain('Edit60.');
  });

  it('an entry that says nothing goes, one of a later form stays, and neither is in the way', async () => {
    const { failFast } = redis();
    await failFast.xadd(`${prefix}:log`, '*', 'r', 'no JSON');
    await failFast.xadd(`${prefix}:log`, '*', 'v', '2', 'w', '{}');
    await failFast.xadd(`${prefix}:log`, '*', 'v', '1', 'r', '[{"m":"Contacts","i":"7"}]');
    await send('1', { Last_Name: 'Okafor' });

    await startWorker();

    await eventually(async () => {
      expect(await failFast.xlen(`${prefix}:log`)).toBe(1);
    });
    await eventually(async () => {
      expect(await bodyOf('1')).toContain('Okafor');
    });
    const [left] = await failFast.xrange(`${prefix}:log`, '-', '+');
    expect(left?.[1]).toContain('2');
  });
});
