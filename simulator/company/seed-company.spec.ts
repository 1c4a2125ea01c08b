import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { simModules, type SimModule } from '../records/modules.js';
import { lookupIdOf } from '../records/lookups.js';
import { ZohoSimulator, type StoredFields } from '../zoho-simulator.js';

const now = (): number => Date.parse('2026-03-01T09:00:00Z');
let simulator: ZohoSimulator;

const records = (module: SimModule): readonly StoredFields[] => simulator.records(module);
const every = (): readonly StoredFields[] => simModules.flatMap(records);

describe('the seeded company', () => {
  beforeAll(async () => {
    simulator = await ZohoSimulator.start({ seed: 7, now });
  });

  afterAll(() => simulator.close());

  it('is of a believable size', () => {
    expect(simulator.statistics().records).toEqual({
      Accounts: 40,
      Leads: 0,
      Products: 0,
      Vehicles: 0,
      Contacts: 120,
      Deals: 60,
      Tasks: 80,
      Notes: 60,
      Events: 40,
      Calls: 40,
    });
  });

  it('is the same for the same seed, and another for another', async () => {
    const same = await ZohoSimulator.start({ seed: 7, now });
    const other = await ZohoSimulator.start({ seed: 8, now });

    expect(same.records('Deals')).toEqual(records('Deals'));
    expect(other.records('Deals')).not.toEqual(records('Deals'));
    await Promise.all([same.close(), other.close()]);
  });

  it.each([
    ['Accounts', 'Parent_Account', ['Accounts']],
    ['Contacts', 'Account_Name', ['Accounts']],
    ['Contacts', 'Reporting_To', ['Contacts']],
    ['Deals', 'Account_Name', ['Accounts']],
    ['Deals', 'Contact_Name', ['Contacts']],
    ['Tasks', 'Who_Id', ['Contacts']],
    ['Tasks', 'What_Id', ['Accounts', 'Deals']],
    ['Events', 'What_Id', ['Accounts', 'Deals']],
    ['Calls', 'What_Id', ['Accounts', 'Deals']],
    ['Notes', 'Parent_Id', ['Accounts', 'Contacts', 'Deals']],
  ] as const)('has %s whose %s is found in %j', (module, field, targets) => {
    const ids = records(module)
      .map((record) => lookupIdOf(record[field]))
      .filter((id) => id !== undefined);

    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) {
      expect(targets.some((target) => simulator.record(target, id) !== undefined)).toBe(true);
    }
  });

  it('names the module of what an activity is about', () => {
    for (const { What_Id: what, $se_module: module } of records('Tasks')) {
      const id = lookupIdOf(what);
      const expected = id === undefined ? null : simulator.record(module as SimModule, id)?.id;
      expect(expected).toBe(id ?? null);
    }
  });

  it('keeps the contact of a deal at the account of the deal', () => {
    for (const deal of records('Deals')) {
      const contact = simulator.record('Contacts', lookupIdOf(deal['Contact_Name']) ?? '');
      const account = lookupIdOf(contact?.['Account_Name']);
      if (account !== undefined) expect(account).toBe(lookupIdOf(deal['Account_Name']));
    }
  });

  it('has modification times in the past, not before the creation', () => {
    for (const record of every()) {
      const created = Date.parse(String(record['Created_Time']));
      const modified = Date.parse(String(record['Modified_Time']));
      expect(modified).toBeGreaterThanOrEqual(created);
      expect(modified).toBeLessThan(now());
      expect(record['Modified_Time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+02:00$/);
    }
  });

  it('has names in several scripts, addresses in Latin letters, and long texts', () => {
    const names = records('Contacts').map((contact) => String(contact['Full_Name']));
    const emails = records('Contacts').map((contact) => String(contact['Email']));
    const contents = records('Notes').map((note) => String(note['Note_Content']));

    for (const script of ['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Han', 'Hangul', 'Devanagari']) {
      const pattern = new RegExp(`\\p{Script=${script}}`, 'u');
      expect(names.some((name) => pattern.test(name))).toBe(true);
    }
    for (const email of emails) expect(email).toMatch(/^[a-z]+\.[a-z]+@[a-z-]+\.example$/);
    expect(contents.some((content) => content.length > 500)).toBe(true);
  });

  it('grows with the number of accounts', async () => {
    const large = await ZohoSimulator.start({ company: 1000, now });

    const names = large.records('Accounts').map((account) => account['Account_Name']);
    expect(new Set(names).size).toBeGreaterThan(900);
    expect(large.statistics().records).toMatchObject({ Contacts: 3000, Tasks: 2000 });
    await large.close();
  });
});
