import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ZohoCaller } from '../zoho-caller.js';
import { ZohoSimulator } from '../zoho-simulator.js';

let now: number;
let simulator: ZohoSimulator;
let zoho: ZohoCaller;

beforeEach(async () => {
  now = Date.parse('2026-03-01T09:00:00Z');
  simulator = await ZohoSimulator.start({ company: 'empty', now: () => now });
  zoho = await ZohoCaller.connect(simulator);
});

afterEach(() => simulator.close());

const createAccounts = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    now += 1000;
    return simulator.createRecord('Accounts', { Account_Name: `Account ${index}` }).id;
  });

describe('GET /crm/v8/{module}/deleted', () => {
  it('tells the recycle bin from what is gone for good', async () => {
    const [recycled = '', gone = ''] = createAccounts(2);
    simulator.deleteRecord('Accounts', recycled);
    now += 1000;
    simulator.deleteForever('Accounts', gone);

    const all = await zoho.get('/crm/v8/Accounts/deleted?type=all');
    const bin = await zoho.get('/crm/v8/Accounts/deleted?type=recycle');

    expect(all.data).toMatchObject([
      { id: gone, type: 'permanent', display_name: null, deleted_by: null },
      { id: recycled, type: 'recycle', display_name: 'Account 0' },
    ]);
    expect(bin.data.map((row) => row['id'])).toEqual([recycled]);
  });

  it('answers 204 for nothing since the given time, and forgets after 60 days', async () => {
    const [id = ''] = createAccounts(1);
    simulator.deleteRecord('Accounts', id);

    const later = await zoho.get('/crm/v8/Accounts/deleted?type=all', {
      'If-Modified-Since': '2026-03-01T09:00:02Z',
    });
    now += 60 * 24 * 60 * 60_000;
    zoho = await ZohoCaller.connect(simulator);
    const muchLater = await zoho.get('/crm/v8/Accounts/deleted?type=all');

    expect([later.status, muchLater.status]).toEqual([204, 204]);
  });

  it('doesn’t show a record that was restored', async () => {
    const [id = ''] = createAccounts(1);
    simulator.deleteRecord('Accounts', id);
    simulator.restoreRecord('Accounts', id);

    const deleted = await zoho.get('/crm/v8/Accounts/deleted?type=all');
    const single = await zoho.get(`/crm/v8/Accounts/${id}`);

    expect([deleted.status, single.status]).toEqual([204, 200]);
  });
});
