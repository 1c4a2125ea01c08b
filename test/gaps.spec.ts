import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { type ApiModule, usualApis } from '../src/crm/modules.js';
import { type Gap, GapStore } from '../src/gaps/gap-store.js';
import { GapHealing } from '../src/reconciliation/gaps/gap-healing.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { startProcess } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { ref, SyncedCrm, zohoEnvironment } from './support/synced-crm.js';

const silently = { silent: true };
const hourMs = 3_600_000;

describe('a gap', () => {
  let crm: SyncedCrm;
  let gaps: GapStore;
  let healing: GapHealing;
  /** How far Zoho's clock is ahead of ours. */
  let aheadMs = 0;

  beforeAll(async () => {
    crm = await SyncedCrm.start(
      { WEBHOOK_MAX_QUEUE_SIZE: '20', ZOHO_TIMEOUT: '1' },
      { company: 'empty', now: () => Date.now() + aheadMs, accessTokenLifetimeSeconds: 1e9 },
    );
    gaps = crm.service.app.get(GapStore, { strict: false });
    healing = crm.service.app.get(GapHealing, { strict: false });
  });

  afterEach(() => {
    crm.simulator.faults.clear();
    aheadMs = 0;
  });

  afterAll(async () => {
    await crm.close();
  });

  const createdAt = (api: ApiModule, atMs: number): SimRef =>
    ref(
      api,
      crm.simulator.createRecord(api, { Last_Name: 'Unheard' }, { ...silently, createdAtMs: atMs }),
    );
  const note = (api: ApiModule, fromMs: number, toMs: number): Promise<void> =>
    gaps.note({ api, fromMs, toMs, reason: 'channel_lost' });
  const openGaps = async (reason: Gap['reason']): Promise<readonly Gap[]> =>
    (await gaps.open()).filter((gap) => gap.reason === reason);

  it('that has only begun is swept at once, and once more when it is over, however often it is noted', async () => {
    const nowMs = Date.now();
    const gap = { api: 'Deals', fromMs: nowMs - hourMs, toMs: nowMs + hourMs } as const;
    for (const noteMs of [nowMs, nowMs + 1000, nowMs + 2000]) {
      await gaps.noteBegun({ ...gap, reason: 'not_understood' }, noteMs);
    }

    const ends = (await openGaps('not_understood')).map(({ toMs }) => toMs);
    expect(ends.sort()).toEqual([nowMs, nowMs + hourMs]);
    await gaps.close(await openGaps('not_understood'));
  });

  it('is swept for exactly its time, by the clock of Zoho, and closed', async () => {
    aheadMs = 7 * hourMs;
    const from = Date.now() - 3 * hourMs;
    const to = Date.now() - 2 * hourMs;
    const inside = [from, from + hourMs / 2, to].map((at) => createdAt('Contacts', at + aheadMs));
    const outside = [from - hourMs, to + hourMs].map((at) => createdAt('Contacts', at + aheadMs));
    await note('Contacts', from, to);

    const healed = await healing.run(usualApis, Date.now());
    await crm.untilQuiet();

    expect(healed).toEqual({ closed: 1, failed: 0, records: 3 });
    expect(await gaps.open()).toEqual([]);
    for (const record of inside) expect(await crm.document(record)).toBeDefined();
    for (const record of outside) expect(await crm.document(record)).toBeUndefined();
  });

  it('brings in what was deleted in it', async () => {
    const record = createdAt('Deals', Date.now() - hourMs);
    await note('Deals', Date.now() - hourMs, Date.now() - 1);
    await healing.run(usualApis, Date.now());
    await crm.untilTrue(record);
    crm.simulator.deleteRecord('Deals', record.id, silently);
    await note('Deals', Date.now() - 1000, Date.now());

    await healing.run(usualApis, Date.now());

    await crm.untilTrue(record);
  });

  it('that is not over yet stays open', async () => {
    await note('Calls', Date.now(), Date.now() + hourMs);

    expect(await healing.run(usualApis, Date.now())).toBeUndefined();
    expect(await gaps.open()).toHaveLength(1);
    await gaps.close(await gaps.open());
  });

  it('that can not be swept stays open, and keeps no other module waiting', async () => {
    await note('Tasks', Date.now() - hourMs, Date.now() - 1);
    await note('Calls', Date.now() - hourMs, Date.now() - 1);
    crm.simulator.faults.add({
      match: { path: '/crm/v8/Tasks' },
      status: 403,
      code: 'NO_PERMISSION',
    });

    expect(await healing.run(usualApis, Date.now())).toMatchObject({ closed: 1, failed: 1 });

    expect((await gaps.open()).map(({ api }) => api)).toEqual(['Tasks']);
    await gaps.close(await gaps.open());
  });

  it('is noted for the minute in which deliveries were refused for want of room', async () => {
    // Every call hangs, so nothing leaves the queue.
    crm.simulator.setLatency(60_000);
    const ids = Array.from({ length: 200 }, (_each, index) => ({ id: String(1000 + index) }));
    await crm.service.deliver({ operation: 'update', module: 'Notes', data: ids }).expect(200);
    await crm.service
      .deliver({ operation: 'update', module: 'Activities', data: [{ id: '1' }] })
      .expect(503);

    const noted = await eventually(async () => {
      const found = await openGaps('queue_full');
      expect(found).toHaveLength(2);
      return found;
    });

    expect(noted.map(({ api }) => api).sort()).toEqual(['Calls', 'Events']);
    expect(noted[0]!.toMs - noted[0]!.fromMs).toBe(59_999);
    crm.simulator.setLatency(0);
  });

  it('is noted by a process that starts, from the last heartbeat of one that took deliveries', async () => {
    const redis = crm.service.app.get(RedisConnections, { strict: false });
    const lastAliveMs = Date.now() - hourMs;
    await redis.patient.hset(redis.key('processes', 'last-alive'), 'all', lastAliveMs);
    const web = await startProcess({
      ...zohoEnvironment(crm.simulator),
      ROLE: 'web',
      REDIS_PREFIX: redis.prefix,
    });

    const noted = await eventually(async () => {
      const found = await openGaps('downtime');
      expect(found.length).toBeGreaterThanOrEqual(usualApis.length);
      return found;
    });

    expect(Math.min(...noted.map(({ fromMs }) => fromMs))).toBe(lastAliveMs);
    await web.stop();
  });
});
