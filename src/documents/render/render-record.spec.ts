import { describe, expect, it } from '@jest/globals';

import { kindsWith } from '../../../test/support/organisation-kinds.js';
import { type CrmRecord } from '../../crm/crm-record.js';
import { usualApis, crmModuleOf } from '../../crm/modules.js';
import { goldenDocuments, owner, record, times } from '../../../test/support/golden-documents.js';
import { renderRecord } from './render-record.js';

function bodyOf(source: CrmRecord, extraFields: readonly string[] = []) {
  return renderRecord(source, { kindOf: kindsWith(extraFields) }).body;
}

describe('renderRecord', () => {
  it.each(goldenDocuments.map(([source, body]) => [source.api, source, body] as const))(
    'renders one of %s to exactly these bytes',
    (_api, source, body) => {
      expect(bodyOf(source)).toBe(body);
    },
  );

  it.each(goldenDocuments.map(([source]) => [source.api, source] as const))(
    'renders %s alike in whatever order the fields come',
    (_api, source) => {
      const reversed = Object.fromEntries(Object.entries(source.fields).reverse());

      expect(renderRecord({ ...source, fields: reversed }, {})).toEqual(renderRecord(source, {}));
    },
  );

  it('renders alike when only what changes with every touch has changed', () => {
    const source = record('Accounts', '1', { Account_Name: 'Acme', ...times });
    const touched = {
      ...source,
      modifiedAtMs: 99,
      fields: { ...source.fields, Modified_Time: '2027-01-01T00:00:00Z', Modified_By: owner },
    };

    expect(bodyOf(touched)).toBe(bodyOf(source));
  });

  it.each(usualApis)('renders one of %s of which only the id is known', (api) => {
    const { title, body } = renderRecord(record(api, '5', {}), {});

    expect(title).toMatch(/^[A-Z][a-z]+ 5$/);
    expect(body).toBe(`# ${title}\n\nZoho CRM record ${crmModuleOf(api)}/5\n`);
  });

  it('renders no two records to the same bytes', () => {
    const fields = { Subject: 'Same' };
    const bodies = [record('Events', '1', fields), record('Calls', '2', fields)].map((r) =>
      bodyOf(r),
    );

    expect(new Set(bodies).size).toBe(2);
  });

  it('shows fields of the organisation under readable names, in the order asked for', () => {
    const source = record('Deals', '1', {
      Products: [{ name: 'Anvil', id: '8' }, 'Rope'],
      Renewal_Risk: 'high',
      Signed: true,
      Signed_At: '2026-05-14T11:36:13+03:00',
      Sponsor: { name: 'Jo', id: '3' },
      Score: { b: 2, a: 1 },
      Nothing: null,
      Win_Plan: 'First\nthen',
    });
    const extraFields = [
      'Score',
      'Win_Plan',
      'Renewal_Risk',
      'Signed',
      'Signed_At',
      'Sponsor',
      'Products',
      'Nothing',
      'Missing',
      'Renewal_Risk',
      'constructor',
    ];

    expect(bodyOf(source, extraFields)).toBe(`# Deal 1

Zoho CRM record Deals/1

- Score: {"a":1,"b":2}
- Renewal risk: high
- Signed: yes
- Signed at: 2026-05-14T08:36:13Z
- Sponsor: Jo (3)
- Products: Anvil (8), Rope

## Win plan

> First
> then
`);
  });

  it("shows times by the organisation's clocks where its zone is known", () => {
    const source = record('Calls', '1', {
      Call_Start_Time: '2026-05-14T08:36:13Z',
      Created_Time: '2026-01-14T23:30:00Z',
      Call_Back: '2026-05-15',
      Told_At: ['2026-05-14T08:36:13Z'],
    });

    const { body, summary } = renderRecord(source, {
      kindOf: kindsWith(['Call_Back', 'Told_At']),
      timeZone: 'Europe/Berlin',
    });

    expect(body).toBe(`# Call 1

Zoho CRM record Activities/1

- Starts at: 2026-05-14 10:36 +02:00 (2026-05-14T08:36:13Z)
- Created at: 2026-01-15 00:30 +01:00 (2026-01-14T23:30:00Z)
- Call back: 2026-05-15
- Told at: 2026-05-14 10:36 +02:00 (2026-05-14T08:36:13Z)
`);
    expect(summary.line).toBe('call at: 2026-05-14 10:36 +02:00');
  });

  it('renders alike for no zone and for one that is none', () => {
    const source = record('Calls', '1', { Call_Start_Time: '2026-05-14T10:36:13+02:00' });

    const rendered = renderRecord(source, { timeZone: 'Nowhere/At_All' });

    expect(rendered).toEqual(renderRecord(source, {}));
  });

  it.each([
    ['east', '2026-11-14T00:00:00+05:30', '2026-11-15T23:59:59+05:30'],
    ['west', '2026-11-14T00:00:00-08:00', '2026-11-15T23:59:59-08:00'],
    ['nowhere', '2026-11-14 00:00:00', '2026-11-15'],
  ])('gives an all-day meeting in the %s the days it was given', (_, start, end) => {
    const fields = { All_day: true, Start_DateTime: start, End_DateTime: end };

    for (const timeZone of [undefined, 'Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      const context = { timeZone };
      const { body, summary } = renderRecord(record('Events', '1', fields), context);

      expect(body).toContain('- Starts at: 2026-11-14\n- Ends at: 2026-11-15\n- All day: yes');
      expect(summary.line).toBe('meeting at: 2026-11-14; until: 2026-11-15');
      expect(summary.sortAtMs).toBe(Date.UTC(2026, 10, 14));
    }
  });

  it('leaves the time of an all-day meeting that begins with no day as it is', () => {
    const fields = { All_day: 'true', Start_DateTime: '14/11/2026 00:00', End_DateTime: null };

    const { body } = renderRecord(record('Events', '1', fields), {});

    expect(body).toContain('- Starts at: 14/11/2026 00:00\n- All day: yes');
  });

  it('reads rich text as people do, in its section, in the title and in the summary', () => {
    const source = record('Notes', '1', {
      Note_Content:
        '<div>Call with crm[user#5437000000391001#724561]crm about <b>Q</b>4 &amp; price&nbsp;list<br>next step</div>',
    });

    const { title, body, summary } = renderRecord(source, {});

    expect(title).toBe('Note: Call with about Q4 & price list next step (Notes/1)');
    expect(body).toContain('## Note\n\n> Call with about Q4 & price list\n> next step\n');
    expect(summary.line).toBe('text: Call with about Q4 & price list next step');
  });

  it('reads rich text of fields of the organisation and of calls', () => {
    const source = record('Calls', '1', {
      Call_Agenda: '<ul><li>Price</li><li>Term</li></ul>',
      Summary: '<b>Agreed</b> on 5 &euro;',
      Minutes: '<p>One</p><p>Two</p>',
      Formula: 'a<b && c>d',
    });

    expect(bodyOf(source, ['Summary', 'Minutes', 'Formula'])).toBe(`# Call 1

Zoho CRM record Activities/1

- Summary: Agreed on 5 €
- Formula: a<b && c>d

## Agenda

> - Price
> - Term

## Minutes

> One
>
> Two
`);
  });

  it('says nothing of rich text in which there is nothing to read', () => {
    const source = record('Tasks', '1', { Description: '<div><br></div>' });

    expect(bodyOf(source)).toBe('# Task 1\n\nZoho CRM record Tasks/1\n');
  });

  it('shows a standard field once, even if it is asked for as an extra one', () => {
    const source = record('Deals', '1', { Stage: 'Won' });

    expect(bodyOf(source, ['Stage'])).toBe(bodyOf(source));
  });

  it('bounds the document of a record full of huge values', () => {
    const huge = 'ß'.repeat(1_000_000);
    const names = ['Deal_Name', 'Stage', 'Next_Step', 'Type', 'Description', 'Huge', 'Huger'];
    const fields = Object.fromEntries(names.map((name) => [name, huge]));

    const body = bodyOf(record('Deals', '1', fields), ['Huge', 'Huger']);

    expect(body.length).toBeLessThan(100_000);
  });

  it('survives any value in any field', () => {
    const values: unknown[] = [0, -1, NaN, true, '', 'x', '\ud800', [], [[[]]], {}, { id: {} }];
    values.push({ name: 'x', id: '1' }, { module: {} }, null, undefined, [{ name: 5 }], 1e300);
    for (const api of usualApis) {
      for (const value of values) {
        const fields = new Proxy({}, { get: () => value, has: () => true });

        const { body } = renderRecord(record(api, '5', fields), { kindOf: kindsWith(['X']) });

        expect(body).not.toMatch(/\p{Surrogate}/u);
        expect(body).toContain(`\n\nZoho CRM record ${crmModuleOf(api)}/5\n`);
      }
    }
  });
});
