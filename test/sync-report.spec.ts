import { once } from 'node:events';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ModuleLocks } from '../src/reconciliation/module-locks.js';
import { type SyncAnswer } from '../src/reconciliation/sync-report.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { eventually } from './support/eventually.js';
import { asOperator } from './support/running-service.js';
import { SyncedCrm } from './support/synced-crm.js';

describe('what is told of sweeps and comparisons', () => {
  let crm: SyncedCrm;

  beforeAll(async () => {
    const schedule = {
      SYNC_FULL_AT: '02:00',
      SYNC_CREDIT_BUDGET: '500',
    };
    crm = await SyncedCrm.start(schedule, { company: 3 });
  });

  afterAll(() => crm.close());

  const service = <T>(type: abstract new (...args: never[]) => T): T =>
    crm.service.app.get(type, { strict: false });
  const told = async (): Promise<SyncAnswer> =>
    ((await crm.service.get('/sync').expect(200)) as { body: SyncAnswer }).body;
  const begin = (body: object) => asOperator(crm.service.url).post('/sync').send(body);

  it('has what is under way, in whichever process, and only as long as it is', async () => {
    const gate = new AbortController();
    const work = service(ModuleLocks).alone('comparison:Deals', (tell) => {
      tell({ phase: 'queueing', done: 5, of: 20 });
      return once(gate.signal, 'abort');
    });
    await eventually(async () => {
      expect((await told()).running).toMatchObject([
        { kind: 'full', module: 'Deals', phase: 'queueing', done: 5, of: 20 },
      ]);
    });

    gate.abort();
    await work;

    expect((await told()).running).toEqual([]);
  });

  it('does not have what a process that died left behind', async () => {
    const redis = service(RedisConnections);
    const left = { phase: 'listing', done: 1, startedAtMs: 1, phaseStartedAtMs: 1 };
    const json = JSON.stringify({ ...left, phaseStartedWith: 0, toldAtMs: 1 });
    await redis.failFast.hset(redis.key('sweep', 'running'), 'comparison:Notes', json);

    expect((await told()).running).toEqual([]);
  });

  it('says what a comparison would cost, and begins none of it', async () => {
    const { body } = (await begin({ kind: 'full', dry_run: true }).expect(202)) as { body: object };

    expect(body).toMatchObject({
      kind: 'full',
      of: crm.service.settings.queue.modules,
      forecast: { credits: 6, old_renderings: 0 },
    });
    expect((await told()).sweeps).toEqual([]);
    await begin({ kind: 'record', module: 'Deals', record_id: '1', dry_run: true }).expect(400);
  });

  it('has the last sweeps, and when the next are due', async () => {
    const forecast = await begin({ kind: 'modified', dry_run: true }).expect(202);
    expect(forecast.body).toMatchObject({ forecast: { credits: 21, credits_left: 500 } });

    await begin({ kind: 'modified', module: 'Deals' }).expect(202);

    await eventually(async () => {
      expect((await told()).sweeps).toMatchObject([{ module: 'Deals', status: 'swept' }]);
    });
    const { next } = await told();
    const withinMs = (at: string | null): number => Date.parse(at ?? '') - Date.now();
    expect(next.modified).toBeNull();
    expect(withinMs(next.full)).toBeGreaterThan(0);
    expect(withinMs(next.full)).toBeLessThanOrEqual(24 * 3_600_000);
  });
});
