import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { type CrmRecord } from '../src/crm/crm-record.js';
import { type ApiModule, usualModules } from '../src/crm/modules.js';
import { Erasure } from '../src/erasure/erasure.js';
import { StagedRecords } from '../src/queue/progress/staged-records.js';
import { RecordQueues } from '../src/queue/record-queues.js';
import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { eventually } from './support/eventually.js';
import { SyncedCrm } from './support/synced-crm.js';

const silently = { silent: true };

describe('a backfill', () => {
  let crm: SyncedCrm;
  let comparisons: Comparisons;
  let staged: StagedRecords;
  let redis: RedisConnections;
  /** Of Zoho's clock: what was changed just now isn't taken from a page. */
  let aheadMs = 0;

  beforeAll(async () => {
    crm = await SyncedCrm.start(
      { WEBHOOK_MAX_QUEUE_SIZE: '400' },
      { company: 60, now: () => Date.now() + aheadMs },
    );
    comparisons = crm.service.app.get(Comparisons, { strict: false });
    staged = crm.service.app.get(StagedRecords, { strict: false });
    redis = crm.service.app.get(RedisConnections, { strict: false });
    aheadMs = 60_000;
  });

  afterAll(async () => {
    await crm.close();
  });

  /** Made so long ago that a page may be believed. */
  const created = (api: ApiModule, fields: object): SimRef => {
    const ref = crm.created(api, fields, silently);
    aheadMs += 60_000;
    return ref;
  };
  const queueOf = (module: string) =>
    crm.service.app.get(RecordQueues, { strict: false }).of(module);
  const holds = async (module: string, id: string): Promise<boolean> =>
    Boolean(await redis.patient.hget(redis.key('staged', module), id));

  /** While no job of the module runs: `meanwhile` comes between the page and what is written from it. */
  async function comparedWhile(ref: SimRef, meanwhile: () => void): Promise<void> {
    await queueOf(ref.module).pause();
    const comparison = comparisons.one(ref.module);
    await eventually(async () => {
      expect(await holds(ref.module, ref.id)).toBe(true);
    });
    meanwhile();
    await crm.simulator.notifications.idle();
    await queueOf(ref.module).resume();
    await comparison;
    await crm.untilQuiet();
  }

  it('writes from the pages what they show whole, and reads none of it again', async () => {
    const count = (api: ApiModule) =>
      crm.simulator.refs().filter(({ module }) => module === api).length;
    crm.simulator.resetRequests();

    const reports = await comparisons.all(usualModules);

    await crm.expectMemoryTrue();
    for (const module of ['Contacts', 'Deals', 'Tasks'] as const) {
      expect([module, crm.fetches(`/${module}?fields`), crm.fetches(`/${module}?ids`)]).toEqual([
        module,
        Math.ceil(count(module) / 200),
        0,
      ]);
      const report = reports.find((each) => each.module === module);
      expect(report?.compared).toMatchObject({ found: count(module), queued: count(module) });
    }
    // Those with a text that lists cut are read one more time each: for themselves, and when their records have come.
    const longest = crm.simulator
      .refs()
      .filter((ref) => isLong(crm.simulator.record(ref.module, ref.id)));
    expect(longest.length).toBeGreaterThan(0);
    const readAlone = new Set(
      crm.simulator.requests.flatMap(
        ({ query }) => /ids=([\d%C]+)/.exec(query)?.[1]?.split('%2C') ?? [],
      ),
    );
    expect([...readAlone].sort()).toEqual(longest.map(({ id }) => id).sort());
  });

  it('leaves nothing of what the pages showed but of accounts', async () => {
    const keys = await redis.patient.keys(redis.key('staged', '*'));

    expect(keys).toEqual([redis.key('staged', 'Accounts')]);
    expect(await redis.patient.ttl(keys[0]!)).toBeGreaterThan(0);
  });

  it('that finds nothing else reads nothing else', async () => {
    crm.simulator.resetRequests();

    const { compared } = await comparisons.one('Deals');

    expect(compared).toMatchObject({ found: 0, queued: 0 });
    expect(crm.fetches()).toBe(1);
  });

  it('writes from the page what was changed without a word', async () => {
    const deal = created('Deals', { Deal_Name: 'Quiet' });
    await comparisons.one('Deals');
    await crm.untilTrue(deal);
    crm.simulator.updateRecord('Deals', deal.id, { Deal_Name: 'Loud' }, silently);
    aheadMs += 60_000;
    crm.simulator.resetRequests();

    await comparisons.one('Deals');

    await crm.untilTrue(deal);
    expect(crm.fetches('ids')).toBe(0);
  });

  it('reads what was told of since the page was read', async () => {
    const deal = created('Deals', { Deal_Name: 'Before' });

    await comparedWhile(deal, () => {
      crm.simulator.updateRecord('Deals', deal.id, { Deal_Name: 'After' });
    });

    expect(await crm.body(deal)).toContain('After');
  });

  it('does not bring back what was deleted since the page was read', async () => {
    const deal = created('Deals', { Deal_Name: 'Fleeting' });

    await comparedWhile(deal, () => {
      crm.simulator.deleteRecord('Deals', deal.id);
    });

    expect(await crm.document(deal)).toBeUndefined();
  });

  it('takes from no page what was read from the CRM meanwhile', async () => {
    const record: CrmRecord = {
      module: 'Deals',
      api: 'Deals',
      id: '7',
      modifiedAtMs: 1,
      fields: {},
    };
    await staged.begin('Deals');
    await staged.spend('Deals', ['7']);

    expect(await staged.put('Deals', [record, { ...record, id: '8' }])).toEqual(['8']);

    expect(await staged.take(record)).toBeUndefined();
    expect(await staged.take({ module: 'Deals', id: '8' })).toEqual({ ...record, id: '8' });
    expect(await staged.take({ module: 'Deals', id: '8' })).toBeUndefined();
    await staged.end('Deals');
    expect(await staged.put('Deals', [record])).toEqual([]);
  });

  it('keeps nothing of an erased account', async () => {
    const { id } = crm.simulator.refs().find((ref) => ref.module === 'Accounts')!;
    await staged.put('Accounts', [
      { module: 'Accounts', api: 'Accounts', id, modifiedAtMs: 1, fields: { Account_Name: 'x' } },
    ]);

    await crm.service.app
      .get(Erasure, { strict: false })
      .erase({ module: 'Accounts', id }, { untilChanged: false, withinMs: 30_000 });

    expect(await holds('Accounts', id)).toBe(false);
  });
});

/** Whether it has a text of which a list shows the beginning only. */
function isLong(fields: object | undefined): boolean {
  return Object.values(fields ?? {}).some(
    (value) => typeof value === 'string' && value.length > 500,
  );
}
