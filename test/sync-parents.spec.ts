import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { type Fields, type SimRef } from '../simulator/records/sim-record.js';
import { type ApiModule } from '../src/crm/modules.js';
import { eventually } from './support/eventually.js';
import { keyOf, ref, SyncedCrm } from './support/synced-crm.js';

const silently = { silent: true };

describe("an account's document", () => {
  let crm: SyncedCrm;

  beforeAll(async () => {
    crm = await SyncedCrm.start({ WEBHOOK_CRITICAL_FIELDS: 'Health_Score' });
  });

  afterEach(() => {
    crm.simulator.faults.clear();
  });

  afterAll(async () => {
    await crm.close();
  });

  const create = (module: ApiModule, fields: Fields): SimRef =>
    ref(module, crm.simulator.createRecord(module, fields));
  const update = ({ module, id }: SimRef, fields: Fields): void => {
    crm.simulator.updateRecord(module, id, fields);
  };
  const remove = ({ module, id }: SimRef): void => {
    crm.simulator.deleteRecord(module, id);
  };
  const rememberedAccount = async (name: string): Promise<SimRef> => {
    const account = create('Accounts', { Account_Name: name });
    await crm.untilTrue(account);
    await crm.untilQuiet();
    return account;
  };
  const untilSilentAbout = (account: SimRef, text: string): Promise<void> =>
    eventually(async () => {
      expect(await crm.body(account)).not.toContain(text);
    });
  const link = ({ id }: SimRef): Fields => ({ id });
  const writesOf = async (account: SimRef, work: () => Promise<void>): Promise<number> => {
    const written = new Set<number>();
    const key = keyOf(account);
    const { memory } = crm;
    const upsert = memory.upsert.bind(memory);
    let writes = 0;
    memory.upsert = async (documents) => {
      writes += documents.filter(({ document }) => document.key === key).length;
      return upsert(documents);
    };
    try {
      await work();
    } finally {
      memory.upsert = upsert;
    }
    return Math.max(writes, written.size);
  };

  it.each([
    ['contact', 'Contacts', 'Last_Name', 'Account_Name'],
    ['deal', 'Deals', 'Deal_Name', 'Account_Name'],
    ['task', 'Tasks', 'Subject', 'What_Id'],
    ['note', 'Notes', 'Note_Title', 'Parent_Id'],
    ['meeting', 'Events', 'Event_Title', 'What_Id'],
    ['call', 'Calls', 'Subject', 'What_Id'],
  ] as const)('shows a %s of it: new, renamed, deleted', async (_what, module, name, parent) => {
    const account = await rememberedAccount(`Parent of ${module}`);
    const child = create(module, { [name]: 'Given at birth', [parent]: link(account) });
    await crm.untilSays(account, 'Given at birth');

    update(child, { [name]: 'Renamed since' });
    await crm.untilSays(account, 'Renamed since');
    expect(await crm.body(account)).not.toContain('Given at birth');

    remove(child);
    await untilSilentAbout(account, 'Renamed since');
    await crm.expectMemoryTrue();
  });

  it.each([
    ['deal', 'Deals', 'What_Id'],
    ['contact', 'Contacts', 'Who_Id'],
  ] as const)('shows what hangs on a %s of it', async (_what, module, lookup) => {
    const account = await rememberedAccount(`Grandparent through ${module}`);
    const between = create(module, {
      ...(module === 'Deals' ? { Deal_Name: 'Between' } : { Last_Name: 'Between' }),
      Account_Name: link(account),
    });
    await crm.untilSays(account, 'Between');

    const task = create('Tasks', { Subject: 'Task below', [lookup]: link(between) });
    const note = create('Notes', { Note_Title: 'Note below', Parent_Id: link(between) });
    create('Events', { Event_Title: 'Meeting below', [lookup]: link(between) });
    create('Calls', { Subject: 'Call below', [lookup]: link(between) });
    await crm.untilSays(account, 'Task below', 'Note below', 'Meeting below', 'Call below');

    update(task, { Subject: 'Task changed' });
    remove(note);
    await crm.untilSays(account, 'Task changed');
    await untilSilentAbout(account, 'Note below');
    await crm.expectMemoryTrue();
  });

  it('loses and gains a record that moves, and what hangs on it', async () => {
    const [from, to] = [await rememberedAccount('From Ltd'), await rememberedAccount('To Ltd')];
    const deal = create('Deals', { Deal_Name: 'Mover', Account_Name: link(from) });
    create('Tasks', { Subject: 'Moves along', What_Id: link(deal) });
    await crm.untilSays(from, 'Mover', 'Moves along');

    update(deal, { Account_Name: link(to) });

    await crm.untilSays(to, 'Mover', 'Moves along');
    await untilSilentAbout(from, 'Mover');
    await untilSilentAbout(from, 'Moves along');
  });

  it('loses a record that belongs to nobody any more', async () => {
    const account = await rememberedAccount('Deserted Ltd');
    const contact = create('Contacts', { Last_Name: 'Leaver', Account_Name: link(account) });
    await crm.untilSays(account, 'Leaver');

    update(contact, { Account_Name: null });

    await untilSilentAbout(account, 'Leaver');
    await crm.untilTrue(contact);
  });

  it('shows a deleted record again when it is restored', async () => {
    const account = await rememberedAccount('Forgiving Ltd');
    const deal = create('Deals', { Deal_Name: 'Back again', Account_Name: link(account) });
    create('Tasks', { Subject: 'Below it', What_Id: link(deal) });
    await crm.untilSays(account, 'Back again', 'Below it');
    remove(deal);
    await untilSilentAbout(account, 'Back again');

    crm.simulator.restoreRecord('Deals', deal.id);

    await crm.untilSays(account, 'Back again', 'Below it');
  });

  it('is written a few times, not once per record, when many of its records change at once', async () => {
    const account = await rememberedAccount('Busy Ltd');
    const fetches = crm.fetches('/Accounts');

    const writes = await writesOf(account, async () => {
      for (let index = 1; index <= 30; index += 1) {
        create('Tasks', { Subject: `Item ${index}.`, What_Id: link(account) });
      }
      await crm.expectMemoryTrue();
    });

    expect(await crm.body(account)).toMatch(/Item \d+\./);
    expect(writes).toBeGreaterThan(0);
    expect(writes).toBeLessThanOrEqual(3);
    expect(crm.fetches('/Accounts') - fetches).toBeLessThanOrEqual(3);
  });

  it('comes into memory with the first record of an account that memory never saw', async () => {
    const { simulator } = crm;
    const account = ref(
      'Accounts',
      simulator.createRecord('Accounts', { Account_Name: 'Unheard Ltd' }, silently),
    );

    create('Contacts', { Last_Name: 'Herald', Account_Name: link(account) });

    await crm.untilSays(account, 'Unheard Ltd', 'Herald');
  });

  it('comes into memory, with the deal between, for a task of a deal that memory never saw', async () => {
    const { simulator } = crm;
    const account = ref(
      'Accounts',
      simulator.createRecord('Accounts', { Account_Name: 'Chain Ltd' }, silently),
    );
    const fields = { Deal_Name: 'Unseen deal', Account_Name: link(account) };
    const deal = ref('Deals', simulator.createRecord('Deals', fields, silently));

    create('Tasks', { Subject: 'Pulls the chain', What_Id: link(deal) });

    await crm.untilSays(account, 'Chain Ltd', 'Unseen deal', 'Pulls the chain');
    await crm.untilTrue(deal, account);
  });

  it('comes back with what it had when it is deleted and restored', async () => {
    const account = await rememberedAccount('Phoenix Ltd');
    const contact = create('Contacts', { Last_Name: 'Loyal', Account_Name: link(account) });
    await crm.untilSays(account, 'Loyal');
    await crm.untilQuiet();

    remove(account);
    await eventually(async () => {
      expect(await crm.document(account)).toBeUndefined();
    });
    await crm.untilQuiet();
    expect(await crm.document(account)).toBeUndefined();

    crm.simulator.restoreRecord('Accounts', account.id);
    await crm.untilSays(account, 'Phoenix Ltd', 'Loyal');
    expect(await crm.body(contact)).toContain('Phoenix Ltd');
  });

  it('deleted for good is not fetched over and over for the records it leaves behind', async () => {
    const account = await rememberedAccount('Ghost Ltd');
    const contact = create('Contacts', { Last_Name: 'Orphan', Account_Name: link(account) });
    await crm.untilSays(account, 'Orphan');
    await crm.untilQuiet();
    crm.simulator.deleteForever('Accounts', account.id);
    await crm.untilQuiet();
    const fetches = crm.fetches();

    update(contact, { Title: 'Still here' });

    await crm.untilSays(contact, 'Still here');
    await crm.untilQuiet();
    expect(crm.fetches() - fetches).toBeLessThanOrEqual(4);
    expect(await crm.document(account)).toBeUndefined();
  });

  it('renamed gives its new name to the documents that name it', async () => {
    const account = await rememberedAccount('Maiden Ltd');
    const contact = create('Contacts', { Last_Name: 'Namesake', Account_Name: link(account) });
    const deal = create('Deals', { Deal_Name: 'Named after', Account_Name: link(account) });
    const task = create('Tasks', { Subject: 'Task of the deal', What_Id: link(deal) });
    await crm.untilSays(contact, 'Maiden Ltd');
    await crm.untilSays(deal, 'Maiden Ltd');
    await crm.untilSays(task, 'Named after');
    await crm.untilQuiet();

    update(account, { Account_Name: 'Married Ltd' });
    update(deal, { Deal_Name: 'Named anew' });

    await crm.untilSays(contact, 'Married Ltd');
    await crm.untilSays(deal, 'Married Ltd');
    await crm.untilSays(task, 'Named anew');
    await crm.expectMemoryTrue();
  });

  it('settles: once memory is true, nothing is fetched or written any more', async () => {
    const account = await rememberedAccount('Calm Ltd');
    const contact = create('Contacts', { Last_Name: 'Quiet', Account_Name: link(account) });
    const deal = create('Deals', {
      Deal_Name: 'Still',
      Account_Name: link(account),
      Contact_Name: link(contact),
    });
    create('Notes', { Note_Title: 'Hush', Parent_Id: link(deal) });
    create('Calls', { Subject: 'Silence', What_Id: link(deal), Who_Id: link(contact) });
    await crm.expectMemoryTrue();
    const fetches = crm.fetches();
    const stored = await crm.document(account);

    for (const each of [account, contact, deal]) {
      const data = [{ id: each.id }];
      await crm.service.deliver({ operation: 'update', module: each.module, data }).expect(200);
    }

    await crm.untilQuiet();
    expect(crm.fetches() - fetches).toBe(3);
    expect(await crm.document(account)).toEqual(stored);
  });
});
