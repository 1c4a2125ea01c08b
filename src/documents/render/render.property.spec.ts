import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { kindsWith } from '../../../test/support/organisation-kinds.js';
import {
  anyJson,
  anyRecord,
  anyText,
  extraFields,
  reordered,
  repeated,
} from '../../../test/support/arbitraries.js';
import { always } from '../../../test/support/properties.js';
import { type CrmRecord } from '../../crm/crm-record.js';
import { usualApis } from '../../crm/modules.js';
import { recordKey } from '../../crm/record-ref.js';
import { fieldsOf } from '../kinds/kinds.js';
import { inlineText, quotedText } from '../text/plain-text.js';
import { childSummaryFrom } from './child-summary.js';
import { directParentOf, namedRecordsOf } from './record-links.js';
import { type AccountChild, renderAccount } from './render-account.js';
import { renderRecord } from './render-record.js';

const context = { kindOf: kindsWith(extraFields) };
const anyAccount = anyRecord(['Accounts']);
const anyChild = anyRecord(usualApis.filter((api) => api !== 'Accounts'));

const words = /\bNaN\b|undefined|\[object|\bInfinity\b|function|=>/;

/** Whether a value says one of the words itself, which a document may then repeat. */
function says(value: unknown): boolean {
  if (typeof value === 'string') return words.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, child]) => words.test(key) || says(child));
}

/** Characters that change how the text around them reads, or that no file should hold. */
const unfit =
  // eslint-disable-next-line no-control-regex -- finding control characters is what it is for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff\u{e0000}-\u{e007f}\p{Surrogate}]/u;

/** Lines that a document's reader takes for its own: all that isn't quoted. */
function ownLines(body: string): readonly string[] {
  return body.split('\n').filter((line) => line !== '' && !line.startsWith('>'));
}

/** A fact, or a row of a subform. */
const item = /^- \S/;
const note = /^\(Cut here: \d+ characters more in the CRM\.\)$/;

describe('the document of any record', () => {
  it('has the same bytes whatever the order of the keys, and after a journey as JSON', () => {
    always([anyRecord()], (record) => {
      const rendered = renderRecord(record, context);

      expect(renderRecord(reordered(record) as CrmRecord, context)).toEqual(rendered);
      const finite = JSON.parse(JSON.stringify(record)) as CrmRecord;
      expect(renderRecord(JSON.parse(JSON.stringify(finite)) as CrmRecord, context)).toEqual(
        renderRecord(finite, context),
      );
    });
  });

  it('has no word that only a program would say', () => {
    always([anyRecord().filter((record) => !says(record))], (record) => {
      const { title, body, summary } = renderRecord(record, context);

      expect(`${title}\n${body}\n${JSON.stringify(summary)}`).not.toMatch(words);
    });
  });

  it('has no half or hidden characters, and survives UTF-8', () => {
    always([anyRecord()], (record) => {
      const { title, body, summary } = renderRecord(record, context);
      const text = `${title}\n${body}${summary.title}\n${summary.line}`;

      expect(text).not.toMatch(unfit);
      expect(Buffer.from(text).toString('utf8')).toBe(text);
    });
  });

  it('has a title, a key, facts, sections and quotes, and no line besides', () => {
    always([anyRecord()], (record) => {
      const { title, body } = renderRecord(record, context);
      const [first, second, ...lines] = ownLines(body);

      expect([first, second]).toEqual([`# ${title}`, `Zoho CRM record ${recordKey(record)}`]);
      const odd = lines.filter((line) => !item.test(line) && !note.test(line));
      expect(odd.filter((line) => !/^## (?:\S| (?! ))+$/.test(line))).toEqual([]);
    });
  });

  it('is bounded, whatever the values are', () => {
    always(
      [anyRecord(), repeated(anyText(), 100_000)],
      (record, text) => {
        const filled = Object.keys(record.fields).map((name) => [name, text]);
        const fields = Object.fromEntries(filled) as CrmRecord['fields'];
        const { title, body } = renderRecord({ ...record, fields }, context);

        expect(title.length).toBeLessThan(300);
        // A few long texts, each of at most 32,000 characters and the signs of its quote.
        expect(body.length).toBeLessThan(400_000);
      },
      20,
    );
  });

  it('says of itself, in at most 400 bytes, what the ledger can give back', () => {
    // Every field as full as it can be, beside those that hold anything.
    const full = fc.tuple(anyRecord(), repeated(anyText(), 300)).map(([record, text]) => {
      const link = { name: text, id: '7', module: 'Deals' };
      const filled = fieldsOf(record.api).map(({ api, kind }) => {
        return [api, kind === 'lookup' ? link : text] as const;
      });
      return { ...record, fields: Object.fromEntries(filled) };
    });
    always([fc.oneof(anyRecord(), full)], (record) => {
      const { summary } = renderRecord(record, context);
      const stored = JSON.stringify(summary);

      expect(Buffer.byteLength(stored)).toBeLessThanOrEqual(400);
      expect(childSummaryFrom(JSON.parse(stored))).toEqual(summary);
    });
  });

  it('names only records that exist by name, each once', () => {
    const link = fc.record({
      id: fc.constantFrom('1', '2'),
      name: anyText(),
      module: fc.constantFrom(...usualApis),
    });
    const lookups = ['What_Id', 'Who_Id', 'Parent_Id', 'Account_Name', 'Contact_Name', 'Owner'];
    const names = fc.constantFrom(...lookups, 'Parent_Account', 'Reporting_To', 'Campaign_Source');
    const fields = fc.array(fc.tuple(names, link)).map(Object.fromEntries<unknown>);
    const linked = fc.tuple(anyRecord(), fields).map(([record, links]) => {
      return { ...record, fields: { ...record.fields, ...links } };
    });
    always([linked], (record) => {
      const named = namedRecordsOf(record).map(({ ref }) => recordKey(ref));
      const parent = directParentOf(record);

      expect(new Set(named).size).toBe(named.length);
      for (const key of named) expect(key).toMatch(/^[A-Z][a-z]+\/[A-Za-z0-9_-]{1,64}$/);
      if (parent !== undefined) expect(named).toContain(recordKey(parent));
    });
  });
});

describe('the document of any account', () => {
  const child = anyChild.map((record) => ({
    module: record.module,
    id: record.id,
    summary: renderRecord(record, context).summary,
  }));
  const children: fc.Arbitrary<AccountChild[]> = fc.uniqueArray(child, {
    selector: recordKey,
    maxLength: 12,
  });

  it('is the same whatever the order of its children, and for one that is given twice', () => {
    const shuffled = children.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    always([anyAccount, shuffled], (account, [list, other]) => {
      const { body } = renderAccount(account, context, list);

      expect(renderAccount(account, context, other).body).toBe(body);
      expect(renderAccount(account, context, [...list, ...other]).body).toBe(body);
    });
  });

  it('has no line that an entry of the ledger made up, however damaged that is', () => {
    const near = fc.record({
      api: fc.constantFrom(...usualApis),
      title: fc.oneof(anyText(), anyJson()),
      line: fc.oneof(anyText(), anyJson()),
      open: fc.oneof(fc.boolean(), anyJson()),
      sortAtMs: fc.oneof(fc.nat(), anyJson()),
    });
    const whole = /^(?:# |Zoho CRM record |- |## |None\.|Closed deals: \d|Completed tasks: \d)/;
    const calm = near.filter((summary) => !says(summary));
    always([anyAccount.filter((account) => !says(account)), calm], (account, summary) => {
      const { body } = renderAccount(account, context, [{ module: 'Deals', id: '1', summary }]);

      expect(body).not.toMatch(words);
      const lines = body.split(/[\r\n\v\f\u0085\u2028\u2029]/).join('\n');
      expect(ownLines(lines).filter((line) => !whole.test(line) && !note.test(line))).toEqual([]);
    });
  });

  it('takes any damaged entry of the ledger for none', () => {
    const damaged = fc.record({
      module: fc.constant('Deals' as const),
      id: fc.constant('damaged'),
      summary: anyJson(),
    });
    always([anyAccount, children, damaged], (account, list, entry) => {
      const { body } = renderAccount(account, context, list);

      expect(renderAccount(account, context, [...list, entry]).body).toBe(body);
    });
  });
});

describe('any text', () => {
  it('in one line is one line, bounded, and names no record', () => {
    always([anyText(), fc.integer({ min: 1, max: 600 })], (text, maxLength) => {
      const line = inlineText(text, maxLength);

      expect(line).not.toMatch(unfit);
      expect(line).not.toMatch(/[\n\t]| {2}/);
      expect(line.length).toBeLessThanOrEqual(maxLength + 2);
      expect(line).not.toMatch(/\( *(?:Accounts|Events)\/[\w-]{1,64} *\)/i);
      expect(line).toBe(line.trim());
    });
  });

  it('as a quote is bounded', () => {
    always([repeated(anyText(), 200_000)], (text) => {
      // A sign and a space before each of its lines, and what is said of the rest.
      expect(quotedText(text).length).toBeLessThan(3 * 32_000 + 100);
    });
  });

  it('as a quote has a sign before every line, and nothing else', () => {
    always([anyText()], (text) => {
      const quote = quotedText(text);

      expect(quote).not.toMatch(unfit);
      for (const line of ownLines(quote)) expect(line).toMatch(note);
    });
  });
});
