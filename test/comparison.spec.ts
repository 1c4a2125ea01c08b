import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { type ApiModule, type CrmModule, usualModules } from '../src/crm/modules.js';
import { GapStore } from '../src/gaps/gap-store.js';
import { Ledger } from '../src/ledger/ledger.js';
import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { type Compared } from '../src/reconciliation/compare/module-comparison.js';
import { ProofStore } from '../src/reconciliation/compare/proof-store.js';
import { GapUpkeep } from '../src/reconciliation/gaps/gap-upkeep.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { eventually } from './support/eventually.js';
import { itNeedsRedis } from './support/needs-redis.js';
import { keyOf, SyncedCrm } from './support/synced-crm.js';

const silently = { silent: true };

describe('a full comparison', () => {
  let crm: SyncedCrm;
  let comparisons: Comparisons;
  let ledger: Ledger;
  /** Of Zoho's clock: records are dated to the second. */
  let aheadMs = 0;

  beforeAll(async () => {
    crm = await SyncedCrm.start(
      { WEBHOOK_MAX_QUEUE_SIZE: '400' },
      { company: 5, now: () => Date.now() + aheadMs },
    );
    comparisons = crm.service.app.get(Comparisons, { strict: false });
    ledger = crm.service.app.get(Ledger, { strict: false });
  });

  afterEach(() => {
    crm.simulator.faults.clear();
  });

  afterAll(async () => {
    await compareAll();
    await crm.expectMemoryTrue();
    await crm.close();
  });

  const created = (api: ApiModule, fields: object): SimRef => crm.created(api, fields, silently);
  const compared = async (module: CrmModule): Promise<Compared> => {
    const { status, reason, compared: result } = await comparisons.one(module);
    expect({ status, reason }).toEqual({ status: 'compared', reason: undefined });
    await crm.untilQuiet();
    return result!;
  };
  async function compareAll(): Promise<void> {
    for (const module of usualModules) await comparisons.one(module);
    await crm.untilQuiet();
  }

  it('fills an empty memory with an organisation that was there before', async () => {
    await compareAll();

    await crm.expectMemoryTrue();
  });

  it('that finds nothing makes a call per page and queues nothing', async () => {
    crm.simulator.resetRequests();

    const { found, queued, survey } = await compared('Activities');

    expect({ found, queued }).toEqual({ found: 0, queued: 0 });
    expect(survey?.crmDigest).toBe(survey?.memoryDigest);
    expect(crm.fetches()).toBe(2);
  });

  it('brings in what is missing or stale, and removes what is gone', async () => {
    const [stale, gone, forGood] = ['stale', 'gone', 'forGood'].map((name) =>
      created('Contacts', { Last_Name: name }),
    ) as [SimRef, SimRef, SimRef];
    await compared('Contacts');
    aheadMs += 2000;
    const missing = created('Contacts', { Last_Name: 'missing' });
    crm.simulator.updateRecord('Contacts', stale.id, { Last_Name: 'Fresh' }, silently);
    crm.simulator.deleteRecord('Contacts', gone.id, silently);
    crm.simulator.deleteForever('Contacts', forGood.id, silently);

    const { queued, survey } = await compared('Contacts');

    expect(queued).toBe(4);
    expect(survey?.counts).toMatchObject({ missing: 1, stale: 1, orphan: 2 });
    await crm.untilTrue(missing, stale, gone, forGood);
  });

  it('writes anew what memory lost or holds otherwise, whatever the ledger says', async () => {
    const [lost, altered, kept] = ['lost', 'altered', 'kept'].map((name) =>
      created('Deals', { Deal_Name: name }),
    ) as [SimRef, SimRef, SimRef];
    await compared('Deals');
    await crm.memory.remove([{ key: keyOf(lost), knownRef: undefined }]);
    const document = (await crm.document(altered))!;
    await crm.memory.upsert([
      {
        document: { ...document, body: 'forged', contentHash: 'f'.repeat(64) },
        knownRef: undefined,
      },
    ]);
    const before = (await crm.document(kept))!.storedAtMs;

    const { queued } = await compared('Deals');

    expect(queued).toBe(2);
    await crm.untilTrue(lost, altered, kept);
    expect((await crm.document(kept))!.storedAtMs).toBe(before);
  });

  it('does not take a module that may not be read for an empty one', async () => {
    const count = await ledger.count('Tasks');
    crm.simulator.faults.add({
      match: { path: '/crm/v8/Tasks' },
      status: 403,
      code: 'NO_PERMISSION',
    });

    expect(await comparisons.one('Tasks')).toMatchObject({ status: 'failed' });
    await crm.untilQuiet();
    expect(await ledger.count('Tasks')).toBe(count);
  });

  it('goes on with meetings where calls may not be read, and says so until they may', async () => {
    const call = created('Calls', { Subject: 'Known' });
    await compared('Activities');
    const meeting = created('Events', { Event_Title: 'Unheard' });
    crm.simulator.faults.add({
      match: { path: '/crm/v8/Calls' },
      status: 403,
      code: 'NO_PERMISSION',
    });
    const proofs = crm.service.app.get(ProofStore, { strict: false });

    const { refused } = await compared('Activities');

    expect(refused).toMatchObject([{ api: 'Calls', reason: expect.stringContaining('Zoho') }]);
    const failed = async (): Promise<readonly string[]> =>
      (await proofs.failures()).map(({ api }) => api);
    expect(await failed()).toContain('Calls');
    expect(await crm.document(call)).toBeDefined();
    await crm.untilTrue(meeting);
    crm.simulator.faults.clear();
    expect((await compared('Activities')).refused).toEqual([]);
    expect(await failed()).not.toContain('Calls');
  });

  it('does not believe that many records are gone that nobody deleted', async () => {
    Array.from({ length: 60 }, (_each, index) => created('Tasks', { Subject: `Task ${index}` }));
    await compared('Tasks');
    const count = await ledger.count('Tasks');
    // A role that was narrowed: lists are empty, and single reads know nothing.
    const hidden = { match: { path: /^\/crm\/v8\/Tasks(?!\/deleted)/ }, status: 204 };
    const remove = crm.simulator.faults.add(hidden);

    const withheld = await compared('Tasks');

    expect(withheld).toMatchObject({ withheld: count, queued: 0 });
    expect(await ledger.count('Tasks')).toBe(count);
    remove();
    for (const { id } of crm.simulator.records('Tasks').slice(0, 50)) {
      crm.simulator.deleteRecord('Tasks', id, silently);
    }
    expect(await compared('Tasks')).toMatchObject({ withheld: 0, queued: 50 });
    expect(await ledger.count('Tasks')).toBe(count - 50);
  });

  itNeedsRedis('that is broken off goes on with the page it was at', async () => {
    const many = Array.from({ length: 650 }, (_each, index) =>
      created('Notes', { Note_Title: `Note ${index}` }),
    );
    const broken = { match: { path: /Notes\?.*page_token/ }, status: 403, code: 'NO_PERMISSION' };
    const remove = crm.simulator.faults.add(broken);
    expect(await comparisons.one('Notes')).toMatchObject({ status: 'failed' });
    remove();
    crm.simulator.resetRequests();

    await compared('Notes');

    const lists = crm.simulator.requests.filter(({ query }) => query.includes('sort_by'));
    expect(lists.every(({ query }) => query.includes('page_token'))).toBe(true);
    await crm.untilTrue(...many.slice(0, 20), ...many.slice(-20));
    expect(await ledger.count('Notes')).toBe(crm.simulator.records('Notes').length);
  });

  it('heals a Redis that lost everything, once that is noticed', async () => {
    const redis = crm.service.app.get(RedisConnections, { strict: false });
    const upkeep = crm.service.app.get(GapUpkeep, { strict: false });
    const gaps = crm.service.app.get(GapStore, { strict: false });
    await upkeep.run();
    const account = created('Accounts', { Account_Name: 'Queued, and lost with Redis' });
    const lost = await redis.patient.keys(`${redis.prefix}:*`);
    await redis.patient.del(...lost.filter((key) => !key.includes(':meta')));

    await upkeep.run();

    // The service's own upkeep may have been first, and be at it still.
    await eventually(async () => {
      expect(await gaps.open()).toEqual([]);
    });
    await crm.untilQuiet();
    await crm.untilTrue(account);
    const stored = await crm.memory.count();
    expect(crm.simulator.refs()).toHaveLength(stored);
    await eventually(async () => {
      for (const module of usualModules) expect(await ledger.count(module)).toBeGreaterThan(0);
    });
  });
});
