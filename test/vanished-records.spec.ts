import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { Ledger } from '../src/ledger/ledger.js';
import { ProcessConditions } from '../src/observability/process-conditions.js';
import { VanishedStore } from '../src/processor/vanished/vanished-store.js';
import { Freshness } from '../src/queue/progress/freshness.js';
import { RecordQueues } from '../src/queue/record-queues.js';
import { RecordExplanations } from '../src/asking/explain/record-explanations.js';
import { eventually } from './support/eventually.js';
import { SyncedCrm } from './support/synced-crm.js';

// A user whose role is narrowed is told of updates, and to each of his questions that there is no such record.
describe('a record that the CRM shows no more', () => {
  let crm: SyncedCrm;
  let ledger: Ledger;
  let queues: RecordQueues;
  let store: VanishedStore;
  let contacts: readonly SimRef[] = [];

  const fromApp = <T>(token: new (...parameters: never[]) => T): T =>
    crm.service.app.get<T>(token, { strict: false });

  beforeAll(async () => {
    crm = await SyncedCrm.start();
    ledger = fromApp(Ledger);
    queues = fromApp(RecordQueues);
    store = fromApp(VanishedStore);
  });

  afterAll(async () => {
    await crm.close();
  });

  beforeEach(async () => {
    contacts = Array.from({ length: 40 }, (_, index) =>
      crm.created('Contacts', { Last_Name: `Contact ${index}` }),
    );
    await crm.untilTrue(...contacts);
    crm.simulator.resetRequests();
  });

  const hide = (): (() => void) =>
    crm.simulator.faults.add({
      match: { path: /^\/crm\/v8\/Contacts(?!\/deleted)/ },
      status: 204,
    });
  const touch = ({ id }: SimRef): void => {
    crm.simulator.updateRecord('Contacts', id, { Title: 'Handed over' });
  };
  const untilOutcome = (record: SimRef, outcome: string): Promise<void> =>
    eventually(async () => {
      const last = await fromApp(Freshness).lastSync({ module: 'Contacts', id: record.id });
      expect(last?.outcome).toBe(outcome);
    });
  /** Lets no time pass until the next look. */
  const lookAgain = async (): Promise<void> => {
    const delayed = await queues.of('Contacts').getDelayed();
    await Promise.all(delayed.map((job) => job.promote()));
  };
  const troubles = (): readonly string[] =>
    fromApp(ProcessConditions)
      .current()
      .map(({ subject, code }) => `${subject} ${code}`);

  it('goes at once where its deletion was told, and nothing else is asked', async () => {
    const [contact] = contacts as [SimRef];

    crm.simulator.deleteRecord('Contacts', contact.id);

    await crm.untilTrue(contact);
    expect(await crm.document(contact)).toBeUndefined();
    expect(crm.fetches('/Contacts/deleted')).toBe(0);
  });

  it('goes at once where the CRM lists it as deleted, whatever was told of it', async () => {
    const [contact] = contacts as [SimRef];
    const restore = hide();
    touch(contact);
    crm.simulator.deleteRecord('Contacts', contact.id, { silent: true });

    await untilOutcome(contact, 'removed');

    expect(await crm.document(contact)).toBeUndefined();
    expect(crm.fetches('/Contacts/deleted')).toBe(1);
    restore();
  });

  it('is kept for a minute where nobody deleted it, and goes then', async () => {
    const [contact] = contacts as [SimRef];
    const restore = hide();
    touch(contact);
    await untilOutcome(contact, 'withheld');
    expect(await crm.body(contact)).toContain('Contact 0');
    expect(troubles()).toEqual([]);
    const { answer } = await fromApp(RecordExplanations).of('Contacts', contact.id);
    expect(answer).toContain('nobody said that it was deleted');

    const entry = await ledger.get({ module: 'Contacts', id: contact.id });
    const longAgo = { ...entry!, vanishedSinceMs: Date.now() - 61_000 };
    await ledger.put({ module: 'Contacts', id: contact.id }, longAgo, entry);
    await lookAgain();

    await untilOutcome(contact, 'removed');
    expect(await crm.document(contact)).toBeUndefined();
    restore();
  });

  it('is kept as long as it takes where many vanish, and is back with the first of them', async () => {
    const restore = hide();
    const vanished = contacts.slice(5);

    vanished.forEach(touch);

    for (const contact of vanished) await untilOutcome(contact, 'withheld');
    for (const contact of contacts) expect(await crm.document(contact)).toBeDefined();
    expect(await store.count('Contacts')).toBeGreaterThanOrEqual(vanished.length);
    expect(troubles()).toEqual(['permission zoho.records_vanished']);

    restore();
    await lookAgain();

    await crm.untilTrue(...contacts);
    await crm.untilQuiet();
    expect(await crm.body(vanished[0]!)).toContain('Handed over');
    const entries = await ledger.entriesOf(
      'Contacts',
      contacts.map(({ id }) => id),
    );
    for (const entry of entries) expect(entry).not.toHaveProperty('vanishedSinceMs');
    await eventually(() => {
      expect(troubles()).toEqual([]);
    });
  });
});
