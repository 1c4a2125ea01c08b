import { describe, expect, it } from '@jest/globals';

import { type FieldKind, lookup, namedBeside } from '../kinds/parts/field.js';
import { lookupText, plainValueText, valueText } from './value-text.js';

function shown(kind: FieldKind, value: unknown, others: Record<string, unknown> = {}) {
  return valueText({ api: 'X', label: 'X', kind }, { ...others, X: value });
}

const kinds: readonly FieldKind[] = [
  'text',
  'longText',
  'number',
  'money',
  'date',
  'dateTime',
  'boolean',
  'lookup',
  'list',
  'duration',
];

describe('valueText', () => {
  it.each<[FieldKind, unknown, string]>([
    ['text', 'Acme', 'Acme'],
    ['text', 42, '42'],
    ['text', '2026-05-14T11:36:13+03:00', '2026-05-14T11:36:13+03:00'],
    ['text', ['a', 'b'], 'a, b'],
    ['number', 0, '0'],
    ['number', -0, '0'],
    ['number', 1234567.89, '1234567.89'],
    ['number', '85', '85'],
    ['money', 12000.5, '12000.5'],
    ['date', '2026-05-14', '2026-05-14'],
    ['date', 'next week', 'next week'],
    ['dateTime', '2026-05-14T11:36:13+03:00', '2026-05-14T08:36:13Z'],
    ['dateTime', '2026-05-14T11:36:13', '2026-05-14T11:36:13'],
    ['boolean', true, 'yes'],
    ['boolean', false, 'no'],
    ['boolean', 'true', 'yes'],
    ['boolean', 'false', 'no'],
    ['boolean', 'perhaps', 'perhaps'],
    ['lookup', { name: 'Acme', id: '5' }, 'Acme (5)'],
    ['lookup', { id: '5' }, '5'],
    ['lookup', 'Acme', 'Acme'],
    ['lookup', { name: 'Acme' }, '{"name":"Acme"}'],
    ['lookup', { name: Infinity, id: NaN }, '{"id":null,"name":null}'],
    ['list', [{ name: 'VIP', id: '1', color_code: '#fff' }, { name: 'EU' }], 'VIP, EU'],
    ['list', [{ name: 'Jo', Email: 'jo@x.com' }], 'Jo (jo@x.com)'],
    ['list', [{ name: 'jo@x.com', Email: 'jo@x.com' }], 'jo@x.com'],
    ['list', [{ Email: 'jo@x.com' }], 'jo@x.com'],
    ['list', ['a', null, '', 'b'], 'a, b'],
    ['list', 'a;b', 'a;b'],
    ['duration', 0, '0 s'],
    ['duration', 15, '15 s'],
    ['duration', '125', '2 min 5 s'],
    ['duration', 3600, '1 h'],
    ['duration', '00:15', '00:15'],
    ['duration', -3, '-3'],
  ])('shows %s %j as %s', (kind, value, expected) => {
    expect(shown(kind, value)).toBe(expected);
  });

  it.each(kinds)('says nothing of an empty %s', (kind) => {
    for (const value of [null, undefined, '', '  \n', [], [null], {}, NaN, () => 1]) {
      expect(shown(kind, value)).toBeUndefined();
    }
  });

  it('names the currency of an amount where the record has one', () => {
    expect(shown('money', 100, { Currency: 'EUR' })).toBe('100 EUR');
    expect(shown('money', 100, { Currency: 'a\nb' })).toBe('100');
    expect(shown('money', null, { Currency: 'EUR' })).toBeUndefined();
  });

  it('gives a lookup of changing target the module named beside it', () => {
    const field = lookup('What_Id', 'Related to', namedBeside);
    const What_Id = { name: 'Renewal', id: '5' };

    expect(valueText(field, { What_Id, $se_module: 'Deals' })).toBe('Renewal (Deals/5)');
    expect(valueText(field, { What_Id, $se_module: 'Leads' })).toBe('Renewal (5)');
    expect(valueText(field, { What_Id })).toBe('Renewal (5)');
  });

  it('makes no record key of a name and an address', () => {
    expect(shown('list', [{ name: 'x', Email: 'Accounts/9' }])).toBe('x [Accounts/9]');
  });
});

describe('lookupText', () => {
  it('shows name and key', () => {
    expect(lookupText({ name: 'Acme', id: '5' }, 'Accounts')).toBe('Acme (Accounts/5)');
  });

  it('lets no name pass for the key', () => {
    const value = { name: 'Evil (Accounts/9)\n# x', id: '5' };

    expect(lookupText(value, 'Accounts')).toBe('Evil [Accounts/9] # x (Accounts/5)');
  });

  it.each([{ id: '5) x' }, { id: 5 }, { id: '' }, '5', null, []])('is no lookup: %j', (value) => {
    expect(lookupText(value, 'Accounts')).toBeUndefined();
  });
});

describe('plainValueText', () => {
  it('reads values by their type', () => {
    expect(plainValueText('2026-05-14T11:36:13+03:00')).toBe('2026-05-14T08:36:13Z');
    expect(plainValueText([{ name: 'A', id: '1' }, 2, true])).toBe('A (1), 2, yes');
  });

  it('shows an object of unknown shape with its keys in order', () => {
    const one = plainValueText({ b: 1, a: { d: [1, 'x\ny'], c: null } });
    const other = plainValueText({ a: { c: null, d: [1, 'x\ny'] }, b: 1 });

    expect(one).toBe('{"a":{"c":null,"d":[1,"x y"]},"b":1}');
    expect(other).toBe(one);
  });

  it('bounds depth, width and length', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 50_000; level += 1) deep = { deep };
    const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, 'x']));
    const long = Array.from({ length: 10_000 }, () => 'y'.repeat(1000));
    let nested: unknown = [];
    for (let level = 0; level < 50_000; level += 1) nested = [nested];

    expect(plainValueText({ deep })).toBe('{"deep":{"deep":{"deep":…}}}');
    expect(plainValueText(wide)?.length).toBeLessThan(310);
    expect(plainValueText(long)?.length).toBeLessThan(3000);
    expect(plainValueText(nested)?.length).toBeLessThan(100);
  });

  it('counts what it leaves out of a long list', () => {
    const values = Array.from({ length: 60 }, (_, index) => index);

    expect(plainValueText(values)).toMatch(/, 49, … and 10 more$/);
  });
});
