import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { usualApis, type ApiModule } from '../src/crm/modules.js';
import { Ledger } from '../src/ledger/ledger.js';
import { Verifications } from '../src/reconciliation/compare/verifications.js';
import { eventually } from './support/eventually.js';
import { ref, SyncedCrm } from './support/synced-crm.js';

const nameField: Readonly<Record<string, string>> = {
  Accounts: 'Account_Name',
  Contacts: 'Last_Name',
  Deals: 'Deal_Name',
  Tasks: 'Subject',
  Notes: 'Note_Title',
  Events: 'Event_Title',
  Calls: 'Subject',
};

describe('a change in the CRM', () => {
  let crm: SyncedCrm;

  beforeAll(async () => {
    crm = await SyncedCrm.start({
      ZOHO_FIELDS_ACCOUNTS: 'Loyalty_Tier',
      WEBHOOK_MAX_RETRIES: '2',
    });
  });

  afterEach(() => {
    crm.simulator.faults.clear();
    crm.simulator.notifications.behave({});
  });

  afterAll(async () => {
    await crm.expectMemoryTrue();
    await crm.close();
  });

  const deliver = async (operation: string, module: string, data: object): Promise<void> => {
    await crm.service.deliver({ operation, module, data: [data] }).expect(200);
  };
  const remembered = async (module: ApiModule, fields: object): Promise<SimRef> => {
    const record = crm.created(module, fields);
    await crm.untilTrue(record);
    await crm.untilQuiet();
    return record;
  };
  /** The next list that is read names this answer, whatever it asks for. */
  const nextListAnswers = (module: ApiModule, rows: readonly object[]): void => {
    crm.simulator.faults.add({
      match: { path: `/crm/v8/${module}?ids=` },
      times: 1,
      status: 200,
      body: { data: rows, info: { more_records: false } },
    });
  };

  it.each(usualApis)('of %s is in memory: created, updated, deleted, restored', async (module) => {
    const field = nameField[module] ?? '';
    const record = crm.created(module, { [field]: 'First name of it' });
    await crm.untilSays(record, 'First name of it');
    await crm.untilTrue(record);

    crm.simulator.updateRecord(module, record.id, { [field]: 'Second name of it' });
    await crm.untilSays(record, 'Second name of it');
    await crm.untilTrue(record);

    crm.simulator.deleteRecord(module, record.id);
    await eventually(async () => {
      expect(await crm.document(record)).toBeUndefined();
    });

    crm.simulator.restoreRecord(module, record.id);
    await crm.untilSays(record, 'Second name of it');
    await crm.untilTrue(record);
  });

  it('is read from the CRM: what a delivery claims beside the id is ignored', async () => {
    const account = await remembered('Accounts', { Account_Name: 'True Ltd' });
    crm.simulator.updateRecord('Accounts', account.id, { Website: 'true.example' }, silently);

    await deliver('update', 'Accounts', { id: account.id, Account_Name: 'Forged Ltd' });

    await crm.untilSays(account, 'true.example', 'True Ltd');
    expect(await crm.body(account)).not.toContain('Forged');
  });

  it('claimed to be a deletion removes nothing that the CRM still has', async () => {
    const contact = await remembered('Contacts', { Last_Name: 'Alive' });
    const fetches = crm.fetches(contact.id);

    await deliver('delete', 'Contacts', { id: contact.id });

    await crm.untilQuiet();
    expect(crm.fetches(contact.id)).toBeGreaterThan(fetches);
    await crm.untilTrue(contact);
    expect(await crm.body(contact)).toContain('Alive');
  });

  it('claimed for a record that never was leaves nothing behind', async () => {
    await deliver('update', 'Deals', { id: '999000111' });

    await crm.untilQuiet();
    expect(await crm.document({ module: 'Deals', id: '999000111' })).toBeUndefined();
    expect(await crm.deadLetters.get({ module: 'Deals', id: '999000111' })).toBeUndefined();
  });

  it('arrives duplicated, reordered and late, and memory ends as the CRM', async () => {
    const { simulator } = crm;
    simulator.notifications.behave({ duplicateFraction: 1, reorderFraction: 0.5, jitterMs: 60 });
    const accounts = Array.from({ length: 8 }, (_each, index) =>
      crm.created('Accounts', { Account_Name: `Shuffled ${index}` }),
    );
    for (let round = 1; round <= 5; round += 1) {
      for (const { id } of accounts) {
        simulator.updateRecord('Accounts', id, { Description: `Round ${round}` });
      }
    }
    for (const { id } of accounts.slice(0, 4)) simulator.deleteRecord('Accounts', id);
    for (const { id } of accounts.slice(0, 2)) simulator.restoreRecord('Accounts', id);

    await crm.expectMemoryTrue();
    for (const account of accounts.slice(4)) expect(await crm.body(account)).toContain('Round 5');
    expect(await crm.document(accounts[3]!)).toBeUndefined();
  });

  it('of many records in one notification reaches memory for each, in few calls', async () => {
    const before = crm.fetches('/Tasks');

    const tasks = crm.simulator.inOneNotification(() =>
      Array.from({ length: 40 }, (_each, index) =>
        crm.created('Tasks', { Subject: `Chore ${index}` }),
      ),
    );

    await crm.untilTrue(...tasks);
    // Batches of 10 at most.
    expect(crm.fetches('/Tasks') - before).toBeLessThanOrEqual(10);
  });

  it('a repeated notification is a duplicate, and makes no call', async () => {
    const account = await remembered('Accounts', { Account_Name: 'Told twice' });
    const fetches = crm.fetches();

    expect(crm.simulator.notifications.resend('Accounts', account.id)).toBe(true);

    await crm.untilQuiet();
    expect(crm.fetches()).toBe(fetches);
  });

  it('that leaves the content as it was makes memory as new as the CRM', async () => {
    const account = await remembered('Accounts', { Account_Name: 'Untouched' });
    const stored = await crm.document(account);
    await eventually(() => {
      // Modified_Time has no fractions: the touch must fall into a later second.
      expect(Date.now()).toBeGreaterThan((stored?.version ?? 0) + 1000);
    });

    crm.simulator.updateRecord('Accounts', account.id, {});

    const touchedMs = Date.parse(
      String(crm.simulator.record('Accounts', account.id)?.['Modified_Time']),
    );
    const ledger = crm.service.app.get(Ledger, { strict: false });
    await eventually(async () => {
      const entry = await ledger.get({ module: 'Accounts', id: account.id });
      expect(entry?.version).toBe(touchedMs);
    });
    expect(await crm.document(account)).toMatchObject({ version: touchedMs, body: stored?.body });
    const report = await crm.service.app.get(Verifications, { strict: false }).one('Accounts', 0);
    expect(report).toMatchObject({ status: 'verified', verified: { differences: 0 } });
  });

  it('is not undone by an older version that the CRM still shows for a moment', async () => {
    const deal = await remembered('Deals', { Deal_Name: 'Old name' });
    const old = crm.simulator.record('Deals', deal.id)!;
    await eventually(() => {
      expect(Date.now()).toBeGreaterThan(Date.parse(String(old['Modified_Time'])) + 1000);
    });
    crm.simulator.updateRecord('Deals', deal.id, { Deal_Name: 'New name' });
    await crm.untilSays(deal, 'New name');
    await crm.untilQuiet();
    const fetches = crm.fetches(deal.id);

    nextListAnswers('Deals', [old]);
    await deliver('update', 'Deals', { id: deal.id });

    await crm.untilQuiet();
    expect(crm.fetches(deal.id)).toBe(fetches + 1);
    expect(await crm.body(deal)).toContain('New name');
  });

  it('a list that lacks the record forgets nothing while the CRM has not said that it is gone', async () => {
    const contact = await remembered('Contacts', { Last_Name: 'Kept' });
    const key = { module: 'Contacts', id: contact.id } as const;
    const single = `/crm/v8/Contacts/${contact.id}`;
    crm.simulator.faults.add({ match: { path: '/crm/v8/Contacts?ids=' }, status: 204 });
    crm.simulator.faults.add({ match: { path: single }, status: 500 });

    await deliver('update', 'Contacts', { id: contact.id });

    await eventually(async () => {
      expect((await crm.deadLetters.get(key))?.code).toBe('zoho.unavailable');
    });
    expect(await crm.body(contact)).toContain('Kept');
    crm.simulator.faults.clear();
    await deliver('update', 'Contacts', { id: contact.id });
    await eventually(async () => {
      expect(await crm.deadLetters.get(key)).toBeUndefined();
    });
  });

  it('of an activity that is not said to be a meeting or a call is found in either', async () => {
    const event = crm.created('Events', { Event_Title: 'Some meeting' }, silently);
    const call = crm.created('Calls', { Subject: 'A call' }, silently);

    await deliver('update', 'Activities', { id: event.id });
    await deliver('update', 'Activities', { id: call.id });

    await crm.untilSays(event, 'Some meeting');
    await crm.untilSays(call, 'A call');
    crm.simulator.deleteRecord('Calls', call.id, silently);
    await deliver('delete', 'Activities', { id: call.id });
    await eventually(async () => {
      expect(await crm.document(call)).toBeUndefined();
    });
    expect(await crm.body(event)).toContain('Some meeting');
  });

  it('of a long text reaches memory in full, though lists cut it', async () => {
    const text = `${'A long story. '.repeat(60)}And its end.`;
    const note = crm.created('Notes', { Note_Title: 'Long', Note_Content: text });

    await crm.untilSays(note, 'And its end.');
  });

  it('shows the fields that the organisation asked for besides the standard ones', async () => {
    const account = crm.created('Accounts', { Account_Name: 'Loyal', Loyalty_Tier: 'Platinum' });

    await crm.untilSays(account, 'Platinum');
  });
});

const silently = { silent: true };

describe('with ZOHO_MODULES naming some modules', () => {
  let crm: SyncedCrm;

  beforeAll(async () => {
    crm = await SyncedCrm.start({ ZOHO_MODULES: 'Accounts,Deals' });
  });

  afterAll(async () => {
    await crm.close();
  });

  it('only those are watched, taken and remembered', async () => {
    const { simulator } = crm;
    const account = simulator.createRecord('Accounts', { Account_Name: 'Watched' });
    const contact = simulator.createRecord('Contacts', { Last_Name: 'Unwatched' });
    const deal = simulator.createRecord('Deals', { Deal_Name: 'Sale', Account_Name: account });
    const task = simulator.createRecord('Tasks', { Subject: 'Chore', What_Id: deal });
    const unknown = { operation: 'update', module: 'Contacts', data: [{ id: contact.id }] };

    await crm.service.deliver(unknown).expect(400);

    await crm.untilSays(ref('Accounts', account), 'Watched', 'Sale');
    await crm.untilTrue(ref('Deals', deal));
    await crm.untilQuiet();
    expect(await crm.document(ref('Contacts', contact))).toBeUndefined();
    expect(await crm.document(ref('Tasks', task))).toBeUndefined();
    expect(await crm.memory.count()).toBe(2);
  });
});
