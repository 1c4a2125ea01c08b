import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { usualApis, type ApiModule } from '../src/crm/modules.js';
import { type SweepReport, Sweeps } from '../src/reconciliation/sweep/sweeps.js';
import { SweepSchedule } from '../src/reconciliation/sweep/sweep-schedule.js';
import { SweepStore } from '../src/reconciliation/sweep/sweep-store.js';
import { PolledModules } from '../src/gaps/polled-modules.js';
import { itNeedsRedis } from './support/needs-redis.js';
import { SyncedCrm } from './support/synced-crm.js';

const silently = { silent: true };

describe('a sweep of modified records', () => {
  let crm: SyncedCrm;
  let sweeps: Sweeps;
  let store: SweepStore;
  let now = Date.now();

  beforeAll(async () => {
    // The simulator's clock, and so Zoho's, is the test's own.
    crm = await SyncedCrm.start(
      { WEBHOOK_MAX_QUEUE_SIZE: '600' },
      { company: 'empty', now: () => now, accessTokenLifetimeSeconds: 1e9 },
    );
    sweeps = crm.service.app.get(Sweeps, { strict: false });
    store = crm.service.app.get(SweepStore, { strict: false });
    await sweeps.run(usualApis);
  });

  afterEach(() => {
    crm.simulator.faults.clear();
    now += 3_600_000;
  });

  afterAll(async () => {
    await crm.expectMemoryTrue();
    await crm.close();
  });

  const created = (api: ApiModule, fields: object): SimRef => crm.created(api, fields, silently);
  const swept = async (...apis: readonly ApiModule[]): Promise<readonly SweepReport[]> => {
    crm.simulator.resetRequests();
    const reports = await sweeps.run(apis);
    await crm.untilQuiet();
    return reports;
  };
  const listCalls = (api: ApiModule): readonly string[] =>
    crm.simulator.requests
      .filter(({ path, ids }) => path.startsWith(`/crm/v8/${api}`) && ids === 0)
      .filter(({ endpoint }) => !endpoint.endsWith('{id}'))
      .map(({ path, query }) => `${path}?${query}`);

  it.each(usualApis)(
    'brings in what was never told of %s, and asks twice when idle',
    async (api) => {
      const record = created(api, { Last_Name: 'Silent' });

      expect(await swept(api)).toEqual([
        { api, status: 'swept', modified: 1, deleted: 0, reason: undefined },
      ]);
      await crm.untilTrue(record);

      now += 3_600_000;
      await swept(api);
      now += 3_600_000;
      await swept(api);
      expect(listCalls(api)).toHaveLength(2);
      expect(crm.fetches()).toBe(2);
    },
  );

  it('removes what was deleted, for a time or for ever, and takes back what was restored', async () => {
    const records = ['binned', 'gone', 'restored'].map((name) =>
      created('Accounts', { Account_Name: name }),
    );
    const [binned, gone, restored] = records as [SimRef, SimRef, SimRef];
    await swept('Accounts');
    await crm.untilTrue(...records);
    now += 60_000;
    for (const { id } of [binned, restored]) crm.simulator.deleteRecord('Accounts', id, silently);
    crm.simulator.deleteForever('Accounts', gone.id, silently);

    const [report] = await swept('Accounts');

    expect(report).toMatchObject({ status: 'swept', deleted: 3 });
    for (const each of records) expect(await crm.document(each)).toBeUndefined();
    now += 60_000;
    crm.simulator.restoreRecord('Accounts', restored.id, silently);
    await swept('Accounts');
    expect(await crm.body(restored)).toContain('restored');
  });

  itNeedsRedis(
    'goes over more than 2000 records, many of the same second, page by page',
    async () => {
      const batches = [450, 1, 199, 200, 201, 1300];
      const records = batches.flatMap((size) => {
        now += 1000;
        return Array.from({ length: size }, (_each, index) =>
          created('Contacts', { Last_Name: `Same second ${index}` }),
        );
      });

      const [report] = await swept('Contacts');

      expect(report?.status).toBe('swept');
      for (const record of records) expect(await crm.document(record)).toBeDefined();
      expect(listCalls('Contacts').length).toBeLessThan(20);
    },
  );

  itNeedsRedis('misses nothing that is edited, created or deleted while it runs', async () => {
    const records = Array.from({ length: 700 }, (_each, index) => {
      now += 1000;
      return created('Deals', { Deal_Name: `Deal ${index}` });
    });
    let pages = 0;
    const run = sweeps.run(['Deals'], () => {
      pages += 1;
      now += 1000;
      // A record of a page that comes yet moves to the end, one that was read changes, one goes, one is new.
      for (const index of [pages, 690 - pages]) {
        crm.simulator.updateRecord('Deals', records[index]!.id, { Deal_Name: 'Moved' }, silently);
      }
      crm.simulator.deleteRecord('Deals', records[300 + pages]!.id, silently);
      records.push(created('Deals', { Deal_Name: 'New meanwhile' }));
    });
    await run;
    await crm.untilQuiet();
    now += 60_000;
    await swept('Deals');

    expect(pages).toBeGreaterThan(3);
    await crm.untilTrue(...records);
  });

  it('that is interrupted goes on with the page it was at, also where its token has expired', async () => {
    // All of one second, so that only tokens lead on.
    Array.from({ length: 650 }, (_each, index) => created('Tasks', { Subject: `Task ${index}` }));
    const cursorMs = await store.cursorMs('Tasks', 'modified');
    const brokenPage = {
      match: { path: /Tasks\?.*page_token/ },
      status: 403,
      code: 'NO_PERMISSION',
    };
    const remove = crm.simulator.faults.add(brokenPage);
    const [failed] = await swept('Tasks');
    remove();
    expect(failed).toMatchObject({ status: 'failed' });
    expect(failed?.reason).toContain('NO_PERMISSION');
    expect(await store.cursorMs('Tasks', 'modified')).toBe(cursorMs);

    const [resumed] = await swept('Tasks');
    expect(resumed).toMatchObject({ status: 'swept', modified: 650 });
    expect(listCalls('Tasks').filter((call) => !call.includes('/deleted'))).toHaveLength(3);

    now += 1000;
    Array.from({ length: 450 }, (_each, index) => created('Tasks', { Subject: `More ${index}` }));
    const removeAgain = crm.simulator.faults.add(brokenPage);
    await swept('Tasks');
    removeAgain();
    now += 25 * 3_600_000;
    expect((await swept('Tasks'))[0]).toMatchObject({ status: 'swept' });
    expect(crm.simulator.records('Tasks')).toHaveLength(await documentsOf('Tasks'));
  });

  async function documentsOf(api: 'Tasks'): Promise<number> {
    const keys: string[] = [];
    for await (const { key } of crm.memory.list(api)) keys.push(key);
    return keys.length;
  }

  it('is patient with a Zoho that fails now and then', async () => {
    const record = created('Calls', { Subject: 'Patience' });
    crm.simulator.faults.add({
      match: { path: '/crm/v8/Calls' },
      times: 2,
      status: 500,
      code: 'INTERNAL_ERROR',
    });
    crm.simulator.faults.add({
      match: { path: '/crm/v8/Calls' },
      times: 1,
      status: 429,
      code: 'TOO_MANY_REQUESTS',
    });
    crm.simulator.faults.add({ match: { path: '/crm/v8/Calls' }, times: 1, html: true });

    expect((await swept('Calls'))[0]).toMatchObject({ status: 'swept', modified: 1 });
    await crm.untilTrue(record);
  });

  it('of a module that may not be read any more removes nothing, and leaves the others alone', async () => {
    const before = await documentsOf('Tasks');
    crm.simulator.faults.add({
      match: { path: '/crm/v8/Tasks' },
      status: 403,
      code: 'NO_PERMISSION',
    });

    const reports = await swept('Tasks', 'Accounts');

    expect(reports).toMatchObject([{ status: 'failed' }, { status: 'swept' }]);
    expect(await documentsOf('Tasks')).toBe(before);
  });

  it('of Notes goes on where Zoho has no list of deleted ones', async () => {
    const note = created('Notes', { Note_Title: 'Alone' });
    crm.simulator.faults.add({
      match: { path: '/crm/v8/Notes/deleted' },
      status: 400,
      code: 'INVALID_MODULE',
    });

    expect((await swept('Notes'))[0]).toMatchObject({ status: 'swept', modified: 1 });
    await crm.untilTrue(note);
  });

  it('does not run twice at once for one module', async () => {
    created('Events', { Event_Title: 'Once' });

    const reports = await Promise.all([sweeps.run(['Events']), sweeps.run(['Events'])]);

    expect(
      reports
        .flat()
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['busy', 'swept']);
  });

  it('goes by the clock of Zoho, whatever ours says', async () => {
    // A day behind: what is created there is older than anything a clock here would ask for.
    now -= 26 * 3_600_000;
    await store.moveCursor('Accounts', 'modified', now - 300_000);
    await store.moveCursor('Accounts', 'deleted', now - 300_000);
    const record = created('Accounts', { Account_Name: 'From yesterday' });

    await swept('Accounts');

    await crm.untilTrue(record);
    expect(await store.cursorMs('Accounts', 'modified')).toBe(
      Math.floor(now / 1000) * 1000 - 120_000,
    );
    now += 26 * 3_600_000;
  });

  it('never fills the queue by more than half', async () => {
    const limits: number[] = [];
    Array.from({ length: 900 }, (_each, index) =>
      created('Contacts', { Last_Name: `Many ${index}` }),
    );
    const run = sweeps.run(['Contacts']);
    const watching = setInterval(() => {
      void crm.capacity.waiting().then((waiting) => limits.push(waiting));
    }, 5);

    await run;
    clearInterval(watching);
    await crm.untilQuiet();

    expect(Math.max(...limits)).toBeLessThanOrEqual(300);
    expect(Math.max(...limits)).toBeGreaterThan(100);
  });

  it('runs every few minutes for the modules that Zoho refuses to watch, and for no others', async () => {
    const tasks = crm.service.app.get(SweepSchedule, { strict: false }).tasks();
    const poll = tasks.find(({ name }) => name === 'sync.polled')!;
    const polled = crm.service.app.get(PolledModules, { strict: false });
    const note = created('Notes', { Note_Title: 'Not watched' });
    expect(await poll.run()).toBeUndefined();

    await polled.set(['Notes']);
    expect(await poll.run()).toMatchObject({ modules: 1, failed: 0 });

    await crm.untilTrue(note);
    expect(poll.when).toEqual({ everyMs: 300_000 });
    await polled.set([]);
  });
});
