import { describe, expect, it } from '@jest/globals';

import { usualApis, crmModuleOf, type ApiModule } from '../../crm/modules.js';
import { childSummaryFrom, summaryOf } from './child-summary.js';

function summary(api: ApiModule, fields: Record<string, unknown>) {
  return summaryOf({ module: crmModuleOf(api), api, id: '5', modifiedAtMs: 0, fields });
}

/** Every text field full of one text. */
function fullOf(text: string): Record<string, unknown> {
  const longId = '2'.repeat(64);
  const link = { name: text, id: longId };
  const names =
    'Deal_Name Full_Name Subject Note_Title Note_Content Event_Title Account_Name Stage Amount Title Email Phone ' +
    'Department Status Priority Venue Call_Type Call_Status Call_Result';
  return {
    ...Object.fromEntries(names.split(' ').map((name) => [name, text])),
    Owner: link,
    Contact_Name: link,
    What_Id: link,
    Parent_Id: link,
    $se_module: 'Deals',
    Closing_Date: '2026-06-30',
    Due_Date: '2026-06-30',
    Created_Time: '2026-05-14T11:36:13+03:00',
    Start_DateTime: '2026-05-14T11:36:13+03:00',
    Call_Start_Time: '2026-05-14T11:36:13+03:00',
  };
}

describe('summaryOf', () => {
  it.each<[ApiModule, Record<string, unknown>, string]>([
    [
      'Contacts',
      { Title: 'CTO', Email: 'jo@x.com', Mobile: '+1 555', Department: 'IT' },
      'job title: CTO; email: jo@x.com; phone: +1 555; department: IT',
    ],
    [
      'Deals',
      { Stage: 'Negotiation', Amount: 5, Currency: 'EUR', Closing_Date: '2026-06-30' },
      'stage: Negotiation; amount: 5 EUR; closing: 2026-06-30',
    ],
    [
      'Tasks',
      { Status: 'Waiting', What_Id: { name: 'Big deal', id: '7' }, $se_module: 'Deals' },
      'status: Waiting; about: Big deal (Deals/7)',
    ],
    [
      'Tasks',
      { Status: 'Waiting', What_Id: { name: 'Acme', id: '7' }, $se_module: 'Accounts' },
      'status: Waiting',
    ],
    [
      'Events',
      { Start_DateTime: '2026-05-14T11:00:00+03:00', Venue: 'Room 1' },
      'meeting at: 2026-05-14T08:00:00Z; venue: Room 1',
    ],
    ['Calls', { Call_Type: 'Inbound' }, 'call at: unknown time; type: Inbound'],
    [
      'Notes',
      {
        Note_Content: 'a\nb',
        Created_Time: '2026-05-14T01:00:00+03:00',
        Owner: { name: 'P', id: '1' },
      },
      'written: 2026-05-13; text: a b; by: P',
    ],
    ['Contacts', {}, ''],
  ])('says of %s with %j: %s', (api, fields, line) => {
    expect(summary(api, fields).line).toBe(line);
  });

  it('dates a record by what matters for its kind', () => {
    expect(summary('Deals', { Closing_Date: '2026-06-30' }).sortAtMs).toBe(Date.UTC(2026, 5, 30));
    expect(summary('Deals', { Created_Time: '2026-06-30' }).sortAtMs).toBe(0);
  });

  it.each(['x', '"', '\\', 'é', '漢', '👍', '\u0000\n', '(Deals/1) ', '; '])(
    'stays under 400 bytes whatever the record holds: %j',
    (text) => {
      for (const api of usualApis) {
        const bytes = Buffer.byteLength(JSON.stringify(summary(api, fullOf(text.repeat(5000)))));
        expect(bytes).toBeLessThanOrEqual(400);
      }
    },
  );

  it('keeps `; ` between facts for itself', () => {
    expect(summary('Deals', { Stage: 'x; amount: 9' }).line).toBe('stage: x, amount: 9');
  });
});

describe('childSummaryFrom', () => {
  it('reads back what the ledger stored', () => {
    const stored = summary('Deals', { Deal_Name: 'A', Stage: 'Closed Won' });

    expect(childSummaryFrom(JSON.parse(JSON.stringify(stored)))).toEqual(stored);
  });

  const good = { api: 'Deals', title: 'A', line: '', open: true, sortAtMs: 0 };
  it.each([
    null,
    undefined,
    'x',
    [],
    {},
    { ...good, api: 'no-module' },
    { ...good, title: 5 },
    { ...good, title: 'a\n# b' },
    { ...good, line: 'a\u2028b' },
    { ...good, line: 'x'.repeat(401) },
    { ...good, open: 'yes' },
    { ...good, sortAtMs: '0' },
    { ...good, sortAtMs: null },
  ])('refuses %j', (value) => {
    expect(childSummaryFrom(value)).toBeUndefined();
  });
});
