import { describe, expect, it } from '@jest/globals';

import { type ApiModule, crmModuleOf } from '../../crm/modules.js';
import { recordKey } from '../../crm/record-ref.js';
import { namedRecordsOf } from './record-links.js';

function namedIn(api: ApiModule, fields: Record<string, unknown>): readonly string[] {
  const record = { module: crmModuleOf(api), api, id: '1', modifiedAtMs: 0, fields };
  return namedRecordsOf(record).map(({ ref, name }) => `${recordKey(ref)} ${name ?? '-'}`);
}

const acme = { id: '5', name: 'Acme' };
const amara = { id: '7', name: 'Amara Okafor' };

describe('namedRecordsOf', () => {
  it.each<[ApiModule, Record<string, unknown>, readonly string[]]>([
    ['Accounts', { Parent_Account: acme }, ['Accounts/5 Acme']],
    [
      'Contacts',
      { Account_Name: acme, Reporting_To: amara },
      ['Accounts/5 Acme', 'Contacts/7 Amara Okafor'],
    ],
    [
      'Deals',
      { Account_Name: acme, Contact_Name: amara },
      ['Accounts/5 Acme', 'Contacts/7 Amara Okafor'],
    ],
    [
      'Tasks',
      { What_Id: acme, $se_module: 'Accounts', Who_Id: amara },
      ['Accounts/5 Acme', 'Contacts/7 Amara Okafor'],
    ],
    ['Notes', { Parent_Id: { ...acme, module: { api_name: 'Deals' } } }, ['Deals/5 Acme']],
    ['Events', { What_Id: acme, $se_module: 'Leads' }, []],
    ['Calls', {}, []],
    ['Deals', { Account_Name: 'Acme', Contact_Name: null }, []],
  ])('finds in %s every record of ours that it names', (api, fields, expected) => {
    expect([...namedIn(api, fields)].sort()).toEqual(expected);
  });
});
