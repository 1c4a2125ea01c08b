import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { type CrmModule, usualModules } from '../src/crm/modules.js';
import { RecordExplanations } from '../src/asking/explain/record-explanations.js';
import { Erasure } from '../src/erasure/erasure.js';
import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { Verifications } from '../src/reconciliation/compare/verifications.js';
import { Sweeps } from '../src/reconciliation/sweep/sweeps.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { ref, SyncedCrm } from './support/synced-crm.js';

const modules: readonly CrmModule[] = [...usualModules, 'Leads'];

describe('what becomes of records in the course of their lives', () => {
  let crm: SyncedCrm;
  /** Of Zoho's clock: records are dated to the second. */
  let aheadMs = 0;

  beforeAll(async () => {
    crm = await SyncedCrm.start(
      { ZOHO_MODULES: modules.join(',') },
      { company: 'empty', now: () => Date.now() + aheadMs },
    );
  });

  afterAll(async () => {
    await crm.expectMemoryTrue();
    await crm.close();
  });

  const fromApp = <T>(token: new (...parameters: never[]) => T): T =>
    crm.service.app.get<T>(token, { strict: false });
  const lookup = ({ id }: SimRef): object => ({ id, name: null });
  const compareAll = async (): Promise<number> => {
    let queued = 0;
    for (const module of modules) {
      const { status, compared } = await fromApp(Comparisons).one(module);
      expect([module, status]).toEqual([module, 'compared']);
      queued += compared?.queued ?? 0;
      await crm.untilQuiet();
    }
    return queued;
  };
  const expectProof = async (): Promise<void> => {
    for (const module of modules) {
      const { verified } = await fromApp(Verifications).one(module, 100);
      expect([module, verified?.shown]).toEqual([module, []]);
    }
  };
  const newLead = async (name: string): Promise<{ lead: SimRef; note: SimRef; task: SimRef }> => {
    const lead = crm.created('Leads', {
      First_Name: 'Ada',
      Last_Name: name,
      Company: `${name} Ltd`,
    });
    const note = crm.created('Notes', { Note_Content: 'Met at the fair', Parent_Id: lookup(lead) });
    const task = crm.created('Tasks', { Subject: 'Send the brochure', What_Id: lookup(lead) });
    await crm.untilTrue(lead, note, task);
    await crm.untilSays(note, `Note on: Ada ${name} (Leads/${lead.id})`);
    return { lead, note, task };
  };

  it('a converted lead goes, what it became says so, and its notes and tasks move', async () => {
    const { lead, note, task } = await newLead('Lovelace');

    const { account, contact, deal } = crm.simulator.convertLead(lead.id, {
      Deal_Name: 'Engine',
      Stage: 'Qualification',
    });

    const from = `Converted from lead: Ada Lovelace (Leads/${lead.id})`;
    await crm.untilSays(ref('Accounts', { id: account }), '# Account: Lovelace Ltd', from);
    await crm.untilSays(ref('Contacts', { id: contact }), '# Contact: Ada Lovelace', from);
    await crm.untilSays(ref('Deals', { id: deal ?? '' }), '# Deal: Engine', from);
    await crm.untilSays(note, `Note on: Ada Lovelace (Contacts/${contact})`);
    await crm.untilSays(task, `Related to: Lovelace Ltd (Accounts/${account})`);
    await crm.untilTrue(lead);
    expect(await crm.document(lead)).toBeUndefined();

    const explained = await fromApp(RecordExplanations).of('Leads', lead.id, { live: true });
    const into = [`Accounts/${account}`, `Contacts/${contact}`, `Deals/${deal ?? ''}`];
    expect(explained).toMatchObject({ inMemory: false, convertedInto: into });
    expect(explained.answer).toContain(`converted into ${into.join(', ')}`);
    await crm.untilQuiet();
    expect(await compareAll()).toBe(0);
    await expectProof();
  });

  it('a conversion that nobody told of is found by a sweep of the leads', async () => {
    const { lead, note } = await newLead('Hopper');
    await fromApp(Sweeps).run(['Leads', 'Accounts', 'Contacts']);
    aheadMs += 3000;
    const { contact } = crm.simulator.convertLead(lead.id, undefined, { silent: true });

    await fromApp(Sweeps).run(['Leads', 'Accounts', 'Contacts']);

    const from = `Converted from lead: Ada Hopper (Leads/${lead.id})`;
    await crm.untilSays(ref('Contacts', { id: contact }), from);
    await crm.untilTrue(lead);
    await crm.untilSays(note, `Note on: Ada Hopper (Contacts/${contact})`);
  });

  it('what is known of conversions comes back with a comparison of the leads', async () => {
    const redis = fromApp(RedisConnections);
    const keys = await redis.patient.keys(`${redis.prefix}:converted:*`);
    expect(keys).toHaveLength(4);
    await redis.patient.del(...keys);

    await compareAll();

    expect(await redis.patient.keys(`${redis.prefix}:converted:*`)).toHaveLength(4);
    await expectProof();
  });

  it('many leads that are converted at once are no lost permission', async () => {
    const leads = Array.from({ length: 30 }, (_, index) =>
      crm.created('Leads', { Last_Name: `Lead ${index}`, Company: `Company ${index}` }),
    );
    await crm.untilTrue(...leads);
    aheadMs += 3000;
    for (const { id } of leads) crm.simulator.convertLead(id, undefined, { silent: true });

    await compareAll();

    await crm.untilTrue(...leads);
    await expectProof();
  });

  it('an erased lead is named by nothing that it became', async () => {
    const { lead } = await newLead('Turing');
    const { contact } = crm.simulator.convertLead(lead.id);
    const person = ref('Contacts', { id: contact });
    await crm.untilSays(person, 'Converted from lead');
    await crm.untilTrue(lead);

    await fromApp(Erasure).erase(
      { module: 'Leads', id: lead.id },
      { untilChanged: false, withinMs: 15_000 },
    );

    expect(await crm.body(person)).not.toContain('Converted from lead');
    await compareAll();
    expect(await crm.body(person)).not.toContain('Converted from lead');
  });

  it('of two merged records one goes, and what belonged to it names the other', async () => {
    const [stays, goes] = [
      crm.created('Accounts', { Account_Name: 'Acme' }),
      crm.created('Accounts', { Account_Name: 'Acme Ltd' }),
    ];
    const contact = crm.created('Contacts', { Last_Name: 'Okafor', Account_Name: lookup(goes) });
    const note = crm.created('Notes', { Note_Content: 'Prefers mail', Parent_Id: lookup(goes) });
    await crm.untilSays(goes, 'Okafor', 'Prefers mail');
    await crm.untilQuiet();

    crm.simulator.mergeRecords('Accounts', [stays.id, goes.id]);

    await crm.untilSays(contact, `Account: Acme (Accounts/${stays.id})`);
    await crm.untilSays(note, `Note on: Acme (Accounts/${stays.id})`);
    await crm.untilSays(stays, 'Okafor', 'Prefers mail');
    await crm.untilTrue(goes);
  });

  it('a mass update arrives, told in one notification or not at all', async () => {
    const contacts = Array.from({ length: 40 }, (_, index) =>
      crm.created('Contacts', { Last_Name: `Contact ${index}` }),
    );
    await crm.untilTrue(...contacts);
    const massUpdate = (fields: object, silent: boolean): void => {
      aheadMs += 3000;
      crm.simulator.inOneNotification(() => {
        for (const { id } of contacts) {
          crm.simulator.updateRecord('Contacts', id, { ...fields }, { silent });
        }
      });
    };
    await fromApp(Sweeps).run(['Contacts']);

    massUpdate({ Department: 'Sales' }, false);
    for (const contact of contacts) await crm.untilSays(contact, 'Department: Sales');

    massUpdate({ Department: 'Service' }, true);
    await fromApp(Sweeps).run(['Contacts']);
    for (const contact of contacts) await crm.untilSays(contact, 'Department: Service');
  });
});
