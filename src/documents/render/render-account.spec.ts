import { describe, expect, it } from '@jest/globals';

import { crmModuleOf, type ApiModule } from '../../crm/modules.js';
import { summaryOf } from './child-summary.js';
import { renderAccount, type AccountChild } from './render-account.js';
import { renderRecord } from './render-record.js';

const context = {};

const acme = {
  module: 'Accounts',
  api: 'Accounts',
  id: '1',
  modifiedAtMs: 0,
  fields: { Account_Name: 'Acme' },
} as const;

function child(api: ApiModule, id: string, fields: Record<string, unknown>): AccountChild {
  const module = crmModuleOf(api);
  return { module, id, summary: summaryOf({ module, api, id, modifiedAtMs: 0, fields }) };
}

function bodyWith(children: readonly AccountChild[]) {
  return renderAccount(acme, context, children).body;
}

function many(count: number, make: (index: number) => AccountChild): readonly AccountChild[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const family: readonly AccountChild[] = [
  child('Contacts', '22', { First_Name: 'John', Last_Name: 'Smith', Email: 'b@example.com' }),
  child('Contacts', '21', { First_Name: 'John', Last_Name: 'Smith', Email: 'a@example.com' }),
  child('Contacts', '23', { Full_Name: 'Ada', Title: 'CEO' }),
  child('Deals', '31', { Deal_Name: 'Later', Stage: 'Proposal', Closing_Date: '2026-09-01' }),
  child('Deals', '32', {
    Deal_Name: 'Sooner',
    Stage: 'Negotiation',
    Amount: 5,
    Closing_Date: '2026-06-01',
    Contact_Name: { name: 'Ada', id: '23' },
  }),
  child('Deals', '33', { Deal_Name: 'Undated', Stage: 'Proposal' }),
  child('Deals', '34', { Deal_Name: 'Won', Stage: 'Closed Won' }),
  child('Deals', '35', { Deal_Name: 'Lost', Stage: 'Closed Lost' }),
  child('Deals', '36', { Deal_Name: 'Over', Stage: 'Closed' }),
  child('Tasks', '41', { Subject: 'Ring', Status: 'Not Started', Due_Date: '2026-05-20' }),
  child('Tasks', '42', { Subject: 'Done', Status: 'Completed' }),
  child('Events', '61', { Event_Title: 'Kick-off', Start_DateTime: '2026-05-14T08:00:00Z' }),
  child('Calls', '62', { Subject: 'Intro', Call_Start_Time: '2026-05-15T08:00:00Z' }),
  child('Notes', '51', { Note_Content: 'Old', Created_Time: '2025-01-01T00:00:00Z' }),
  child('Notes', '52', { Note_Content: 'New', Created_Time: '2026-01-01T00:00:00Z' }),
];

describe('renderAccount', () => {
  it('ends with what is known of the records of the account', () => {
    expect(bodyWith(family)).toBe(`# Account: Acme (Accounts/1)

Zoho CRM record Accounts/1

- Account name: Acme

## Contacts

- Ada (Contacts/23): job title: CEO
- John Smith (Contacts/21): email: a@example.com
- John Smith (Contacts/22): email: b@example.com

## Open deals

- Sooner (Deals/32): stage: Negotiation; amount: 5; closing: 2026-06-01; contact: Ada (Contacts/23)
- Later (Deals/31): stage: Proposal; closing: 2026-09-01
- Undated (Deals/33): stage: Proposal

Closed deals: 1 won, 1 lost, 1 closed otherwise.

## Open tasks

- Ring (Tasks/41): due: 2026-05-20; status: Not Started

Completed tasks: 1.

## Recent activities

- Intro (Activities/62): call at: 2026-05-15T08:00:00Z
- Kick-off (Activities/61): meeting at: 2026-05-14T08:00:00Z

## Recent notes

- Notes/52: written: 2026-01-01; text: New
- Notes/51: written: 2025-01-01; text: Old
`);
  });

  it('gives the same bytes in whatever order the children come', () => {
    const expected = bodyWith(family);

    for (let shift = 1; shift < family.length; shift += 1) {
      const rotated = [...family.slice(shift), ...family.slice(0, shift)];
      expect(bodyWith(rotated)).toBe(expected);
      expect(bodyWith(rotated.reverse())).toBe(expected);
    }
  });

  it('gives the same bytes from summaries that were stored', () => {
    const stored = JSON.parse(JSON.stringify(family)) as readonly AccountChild[];

    expect(bodyWith(stored)).toBe(bodyWith(family));
  });

  it('is the plain document where the account has no records', () => {
    expect(renderAccount(acme, context, [])).toEqual(renderRecord(acme, context));
  });

  it('says that no deal and no task is open where all are closed', () => {
    const body = bodyWith([
      child('Deals', '1', { Stage: 'Closed Won' }),
      child('Tasks', '2', { Status: 'Completed' }),
    ]);

    expect(body).toContain(
      '## Open deals\n\nNone.\n\nClosed deals: 1 won, 0 lost, 0 closed otherwise.',
    );
    expect(body).toContain('## Open tasks\n\nNone.\n\nCompleted tasks: 1.');
  });

  it.each<[ApiModule, number]>([
    ['Contacts', 50],
    ['Deals', 50],
    ['Tasks', 25],
    ['Calls', 25],
    ['Notes', 10],
  ])('lists of %s no more than %i, and counts the rest', (api, atMost) => {
    const body = bodyWith(many(atMost + 12, (index) => child(api, String(index), {})));

    const lines = body.split('\n').filter((line) => line.startsWith(`- ${crmModuleOf(api)}/`));
    expect(lines).toHaveLength(atMost);
    expect(body).toContain('- … and 12 more\n');
  });

  it('stays bounded for an account with thousands of records', () => {
    const apis = ['Contacts', 'Deals', 'Tasks', 'Calls', 'Notes'] as const;
    const long = 'ß'.repeat(2000);
    const fields = { Full_Name: long, Deal_Name: long, Subject: long, Note_Content: long };

    const body = bodyWith(
      apis.flatMap((api) => many(2000, (index) => child(api, String(index), fields))),
    );

    expect(Buffer.byteLength(body)).toBeLessThan(64_000);
  });

  it('shows a record once and leaves out what it can’t read', () => {
    const ada = child('Contacts', '23', { Full_Name: 'Ada' });

    const body = bodyWith([ada, ada, { module: 'Notes', id: '9', summary: { old: true } }]);

    expect(body.match(/Ada/g)).toHaveLength(1);
    expect(body).not.toContain('Notes/9');
  });
});
