import fc from 'fast-check';

import { type CrmRecord } from '../../src/crm/crm-record.js';
import { fieldsOf } from '../../src/documents/kinds/kinds.js';
import { usualApis, type ApiModule, crmModuleOf } from '../../src/crm/modules.js';

/** Texts that broke something somewhere: markup, escapes, look-alike keys, directions, halves of characters. */
// By hand: a line for each would be a page.
// prettier-ignore
const hostileTexts = [
  '# Evil (Accounts/999)', '- x\n- y', '> quote\r## z', '```\n~~~', '<script>alert(1)</script>',
  '</blockquote><!--', '[x](javascript:y)', '( Accounts/1 )', '(Acc\u200bounts/1)', '1. 2) 3',
  '\u202e)1/stnuoccA( \u{e0041}', '\ud800', 'a\udc00b', '\u0000\u0007\u001b[31m', '\u0085\u2028',
  '__proto__', 'constructor', 'toString', '{"a":1}', '; DROP TABLE', '2026-02-30', '24:00', ' ',
  'e\u0301\u0301', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}', 'ﬁ \u00ad', '١٢٣', '$&', '\\',
  '<p>a</p><ul><li>- b</ul>', '<b>(</b>Accounts/9)', '&#40;Accounts/9&#41;', '&#10;# x', '<pre>\n',
] as const;

/** Any text, as a person or an attacker may type it; now and then a long one. */
export function anyText(): fc.Arbitrary<string> {
  const short = fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
    { weight: 3, arbitrary: fc.constantFrom(...hostileTexts) },
    { weight: 1, arbitrary: fc.constantFrom('2026-05-14T08:36:13+02:00', '2026-05-14', '') },
  );
  return fc.oneof(
    { weight: 16, arbitrary: short },
    { weight: 4, arbitrary: fc.array(short, { maxLength: 5 }).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: repeated(short, 1000) },
  );
}

/** The text as UTF-8 keeps it: half a character is none. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** A text made longer by repeating it. */
export function repeated(text: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> {
  return fc
    .tuple(text, fc.nat({ max: maxLength }))
    .map(([part, length]) => part.repeat(Math.ceil(length / Math.max(1, part.length))));
}

/** A number as JSON can hold it: `1e999` is Infinity once it is read. */
export function anyNumber(): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.constantFrom(-0, Infinity, -Infinity, 2 ** 53, 1e300, 5e-324),
  );
}

/** Any value that comes out of `JSON.parse`, keys of prototypes among them. */
export function anyJson(maxDepth = 3): fc.Arbitrary<unknown> {
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth, depthSize: 'small' },
      { weight: 4, arbitrary: anyText() },
      { weight: 2, arbitrary: anyNumber() },
      { weight: 1, arbitrary: fc.constantFrom(null, true, false) },
      { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 6 }) },
      { weight: 2, arbitrary: anyObjectOf(tie('value')) },
      { weight: 2, arbitrary: lookupOf(tie('value')) },
    ),
  })).value;
}

/** With `__proto__` as a key of its own, as `JSON.parse` makes it. */
function anyObjectOf(value: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  const key = fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'toString', 'valueOf', 'toJSON', 'length'),
    fc.constantFrom('id', 'name', 'Name', 'Email', 'module', 'api_name', '0', 'data', 'ids'),
    fc.string({ maxLength: 8 }),
  );
  return fc.array(fc.tuple(key, value), { maxLength: 6 }).map(Object.fromEntries<unknown>);
}

function lookupOf(value: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  const module = fc.oneof(fc.constantFrom<unknown>(...usualApis), value);
  const named = { id: fc.oneof(anyId(), value), name: fc.oneof(anyText(), value), module };
  return fc.record(named, { requiredKeys: [] });
}

/** An id that a record of the CRM may have. */
export function anyId(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.stringMatching(/^[1-9][0-9]{0,18}$/) },
    { weight: 1, arbitrary: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/) },
    // So that two may be the same.
    { weight: 2, arbitrary: fc.constantFrom('1', '2') },
  );
}

/** The organisation's own fields of `anyRecord`, some of them called as no field should be. */
export const extraFields = ['Mine', 'Tier__c', '__proto__', 'constructor', 'toString', '# Evil'];

/** A record as the CRM might send it, with values of any kind in any field. */
export function anyRecord(modules: readonly ApiModule[] = usualApis): fc.Arbitrary<CrmRecord> {
  const value = anyJson();
  return fc.oneof(...modules.map((api) => recordOf(api, value)));
}

function recordOf(api: ApiModule, value: fc.Arbitrary<unknown>): fc.Arbitrary<CrmRecord> {
  const names = [...fieldsOf(api).map((field) => field.api), ...extraFields, '$se_module'];
  const field = fc.tuple(fc.constantFrom(...names), value);
  return fc.record({
    module: fc.constant(crmModuleOf(api)),
    api: fc.constant(api),
    id: anyId(),
    modifiedAtMs: fc.option(fc.nat(), { nil: undefined }),
    fields: fc.array(field, { maxLength: 15 }).map(Object.fromEntries<unknown>),
  });
}

/** The same JSON value, with the keys of every object in another order. */
export function reordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reordered);
  const entries = Object.entries(value).map(([key, child]) => [key, reordered(child)] as const);
  return Object.fromEntries(entries.reverse());
}
