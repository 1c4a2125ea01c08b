import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type Fields, type SimRef } from '../simulator/records/sim-record.js';
import { type ApiModule } from '../src/crm/modules.js';
import { eventually } from './support/eventually.js';
import { keyOf, ref, SyncedCrm } from './support/synced-crm.js';

const silently = { silent: true };

// Account documents are gathered for a second: tests that may overlap do, and share one organisation.
let crm: SyncedCrm;

beforeAll(async () => {
  crm = await SyncedCrm.start();
});

afterAll(async () => {
  await crm.close();
});

function create(module: ApiModule, fields: Fields, options = {}): SimRef {
  return ref(module, crm.simulator.createRecord(module, fields, options));
}

function update({ module, id }: SimRef, fields: Fields): void {
  crm.simulator.updateRecord(module, id, fields);
}

function remove({ module, id }: SimRef): void {
  crm.simulator.deleteRecord(module, id);
}

function link({ id }: SimRef): Fields {
  return { id };
}

async function rememberedAccount(name: string): Promise<SimRef> {
  const account = create('Accounts', { Account_Name: name });
  await crm.untilTrue(account);
  return account;
}

function untilSilentAbout(account: SimRef, text: string): Promise<void> {
  return eventually(async () => {
    expect(await crm.body(account)).not.toContain(text);
  });
}

it.concurrent.each([
  ['contact', 'Contacts', 'Last_Name', 'Account_Name'],
  ['deal', 'Deals', 'Deal_Name', 'Account_Name'],
  ['task', 'Tasks', 'Subject', 'What_Id'],
  ['note', 'Notes', 'Note_Title', 'Parent_Id'],
  ['meeting', 'Events', 'Event_Title', 'What_Id'],
  ['call', 'Calls', 'Subject', 'What_Id'],
] as const)(
  "an account's document shows a %s of it: new, renamed, deleted",
  async (_what, module, name, parent) => {
    const account = await rememberedAccount(`Parent of ${module}`);
    const child = create(module, { [name]: 'Given at birth', [parent]: link(account) });
    await crm.untilSays(account, 'Given at birth');

    update(child, { [name]: 'Renamed since' });
    await crm.untilSays(account, 'Renamed since');
    expect(await crm.body(account)).not.toContain('Given at birth');

    remove(child);
    await untilSilentAbout(account, 'Renamed since');
    await crm.untilTrue(account, child);
  },
);

it.concurrent.each([
  ['deal', 'Deals', 'Deal_Name', 'What_Id'],
  ['contact', 'Contacts', 'Last_Name', 'Who_Id'],
] as const)(
  "an account's document shows what hangs on a %s of it",
  async (_what, module, name, lookup) => {
    const account = await rememberedAccount(`Grandparent through ${module}`);
    const between = create(module, { [name]: 'Between', Account_Name: link(account) });
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
  },
);

it.concurrent('a record that moves leaves one account for the other, with its own', async () => {
  const from = await rememberedAccount('From Ltd');
  const to = await rememberedAccount('To Ltd');
  const deal = create('Deals', { Deal_Name: 'Mover', Account_Name: link(from) });
  create('Tasks', { Subject: 'Moves along', What_Id: link(deal) });
  await crm.untilSays(from, 'Mover', 'Moves along');

  update(deal, { Account_Name: link(to) });

  await crm.untilSays(to, 'Mover', 'Moves along');
  await untilSilentAbout(from, 'Mover');
  await untilSilentAbout(from, 'Moves along');
});

it.concurrent('a record that belongs to nobody any more leaves its account', async () => {
  const account = await rememberedAccount('Deserted Ltd');
  const contact = create('Contacts', { Last_Name: 'Leaver', Account_Name: link(account) });
  await crm.untilSays(account, 'Leaver');

  update(contact, { Account_Name: null });

  await untilSilentAbout(account, 'Leaver');
  await crm.untilTrue(contact);
});

it.concurrent('a restored record is back in its account, with what hangs on it', async () => {
  const account = await rememberedAccount('Forgiving Ltd');
  const deal = create('Deals', { Deal_Name: 'Back again', Account_Name: link(account) });
  create('Tasks', { Subject: 'Below it', What_Id: link(deal) });
  await crm.untilSays(account, 'Back again', 'Below it');
  remove(deal);
  await untilSilentAbout(account, 'Back again');

  crm.simulator.restoreRecord('Deals', deal.id);

  await crm.untilSays(account, 'Back again', 'Below it');
});

it.concurrent('an account memory never saw comes in with its first record', async () => {
  const account = create('Accounts', { Account_Name: 'Unheard Ltd' }, silently);

  create('Contacts', { Last_Name: 'Herald', Account_Name: link(account) });

  await crm.untilSays(account, 'Unheard Ltd', 'Herald');
});

it.concurrent('a task of a deal memory never saw brings the deal in, and its account', async () => {
  const account = create('Accounts', { Account_Name: 'Chain Ltd' }, silently);
  const fields = { Deal_Name: 'Unseen deal', Account_Name: link(account) };
  const deal = create('Deals', fields, silently);

  create('Tasks', { Subject: 'Pulls the chain', What_Id: link(deal) });

  await crm.untilSays(account, 'Chain Ltd', 'Unseen deal', 'Pulls the chain');
  await crm.untilTrue(deal, account);
});

it.concurrent('a renamed record gives its new name to the documents that name it', async () => {
  const account = await rememberedAccount('Maiden Ltd');
  const contact = create('Contacts', { Last_Name: 'Namesake', Account_Name: link(account) });
  const deal = create('Deals', {
    Deal_Name: 'Named after',
    Account_Name: link(account),
    Contact_Name: link(contact),
  });
  const task = create('Tasks', { Subject: 'Task of the deal', What_Id: link(deal) });
  await crm.untilSays(account, 'Namesake', 'Named after', 'Task of the deal');

  update(account, { Account_Name: 'Married Ltd' });
  update(deal, { Deal_Name: 'Named anew' });

  await crm.untilSays(contact, 'Married Ltd');
  await crm.untilSays(deal, 'Married Ltd');
  await crm.untilSays(task, 'Named anew');
  await crm.untilSays(account, 'Married Ltd', 'Named anew');

  update(contact, { Last_Name: 'Newborn' });
  await crm.untilSays(deal, 'Newborn');
});

it.concurrent(
  'what named a merged record names the other one, in the documents of both',
  async () => {
    const [winner, loser] = [
      await rememberedAccount('Winner Ltd'),
      await rememberedAccount('Loser Ltd'),
    ];
    const contact = create('Contacts', { Last_Name: 'Handed over', Account_Name: link(loser) });
    const deal = create('Deals', { Deal_Name: 'Taken along', Account_Name: link(loser) });
    const task = create('Tasks', { Subject: 'Left alone', What_Id: link(loser) });
    await crm.untilSays(loser, 'Handed over', 'Taken along', 'Left alone');

    const { simulator } = crm;
    for (const { module, id } of [contact, deal]) {
      simulator.updateRecord(module, id, { Account_Name: link(winner) }, silently);
    }
    simulator.updateRecord('Tasks', task.id, { What_Id: null }, silently);
    remove(loser);

    await crm.untilSays(winner, 'Handed over', 'Taken along');
    await crm.untilTrue(winner, loser, contact, deal, task);
    for (const child of [contact, deal, task]) await untilSilentAbout(child, 'Loser Ltd');
  },
);

it.concurrent('what named a deleted record names it no more', async () => {
  const account = await rememberedAccount('Bereaved Ltd');
  const contact = create('Contacts', { Last_Name: 'Departed', Account_Name: link(account) });
  const deal = create('Deals', {
    Deal_Name: 'Alone',
    Account_Name: link(account),
    Contact_Name: link(contact),
  });
  await crm.untilSays(deal, 'Departed');
  await crm.untilSays(account, 'Departed', 'Alone');

  crm.simulator.updateRecord('Deals', deal.id, { Contact_Name: null }, silently);
  remove(contact);

  await untilSilentAbout(deal, 'Departed');
  await untilSilentAbout(account, 'Departed');
});

it.concurrent('a record that comes back under another name is named so by the others', async () => {
  const account = await rememberedAccount('Before Ltd');
  const contact = create('Contacts', { Last_Name: 'Faithful', Account_Name: link(account) });
  await crm.untilSays(contact, 'Before Ltd');
  remove(account);
  await crm.untilTrue(account);

  crm.simulator.restoreRecord('Accounts', account.id, silently);
  update(account, { Account_Name: 'After Ltd' });

  await crm.untilSays(contact, 'After Ltd');
});

// What counts calls or waits for quiet comes after those that overlap, and one at a time.
describe("an account's document", () => {
  /** How many writes of the document memory is asked for meanwhile. */
  async function writesOf(account: SimRef, work: () => Promise<void>): Promise<number> {
    const { memory } = crm;
    const upsert = memory.upsert.bind(memory);
    let writes = 0;
    memory.upsert = (documents) => {
      writes += documents.filter(({ document }) => document.key === keyOf(account)).length;
      return upsert(documents);
    };
    try {
      await work();
    } finally {
      memory.upsert = upsert;
    }
    return writes;
  }

  it('is true, as everything else, after all that overlapped', async () => {
    await crm.expectMemoryTrue();
  });

  it('is written a few times, not once per record, when 30 of its records change at once', async () => {
    const account = await rememberedAccount('Busy Ltd');
    const fetches = crm.fetches('/Accounts');

    const writes = await writesOf(account, async () => {
      for (let index = 1; index <= 30; index += 1) {
        create('Tasks', { Subject: `Item ${index}`, What_Id: link(account) });
      }
      await crm.expectMemoryTrue();
    });

    expect(await crm.body(account)).toContain('and 5 more');
    expect(writes).toBeGreaterThan(0);
    expect(writes).toBeLessThanOrEqual(3);
    expect(crm.fetches('/Accounts') - fetches).toBeLessThanOrEqual(3);
  });

  it('comes back with what it had when it is deleted and restored', async () => {
    const account = await rememberedAccount('Phoenix Ltd');
    const contact = create('Contacts', { Last_Name: 'Loyal', Account_Name: link(account) });
    await crm.untilSays(account, 'Loyal');

    remove(account);
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
    crm.simulator.deleteForever('Accounts', account.id);
    await crm.untilQuiet();
    const fetches = crm.fetches();

    update(contact, { Title: 'Still here' });

    await crm.untilSays(contact, 'Still here');
    await crm.untilQuiet();
    // The contact, and its account by list and by id.
    expect(crm.fetches() - fetches).toBeLessThanOrEqual(3);
    expect(await crm.document(account)).toBeUndefined();
  });

  it('settles: once memory is true, looking again changes nothing and queues nothing', async () => {
    const account = await rememberedAccount('Calm Ltd');
    const contact = create('Contacts', { Last_Name: 'Quiet', Account_Name: link(account) });
    const links = { Account_Name: link(account), Contact_Name: link(contact) };
    const deal = create('Deals', { Deal_Name: 'Still', ...links });
    create('Notes', { Note_Title: 'Hush', Parent_Id: link(deal) });
    create('Calls', { Subject: 'Silence', What_Id: link(deal), Who_Id: link(contact) });
    await crm.expectMemoryTrue();
    const fetches = crm.fetches();
    const stored = await crm.document(account);

    for (const { module, id } of [account, contact, deal]) {
      await crm.service.deliver({ operation: 'update', module, data: [{ id }] }).expect(200);
    }

    await crm.untilQuiet();
    expect(crm.fetches() - fetches).toBe(3);
    expect(await crm.document(account)).toEqual(stored);
  });
});
