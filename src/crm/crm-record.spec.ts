import { describe, expect, it } from '@jest/globals';

import { lookupFrom, modifiedMsFrom } from './crm-record.js';

describe('lookupFrom', () => {
  it.each([
    ['an id and a name', { id: '1', name: 'Acme' }, { id: '1', name: 'Acme' }],
    ['an id alone', { id: '1' }, { id: '1', name: undefined }],
    ['no name', { id: '1', name: null }, { id: '1', name: undefined }],
    ['an empty name', { id: '1', name: '' }, { id: '1', name: undefined }],
    ['a name that is none', { id: '1', name: 7 }, { id: '1', name: undefined }],
    ['more besides', { id: '1', email: 'a@x.example' }, { id: '1', name: undefined }],
  ])('reads a lookup with %s', (_, value, expected) => {
    expect(lookupFrom(value)).toStrictEqual(expected);
  });

  it.each([
    [null],
    [undefined],
    ['Acme'],
    [7],
    [{}],
    [{ name: 'Acme' }],
    [{ id: '' }],
    [{ id: 7 }],
    [[]],
    [[{ id: '1' }]],
  ])('finds none in %j', (value) => {
    expect(lookupFrom(value)).toBeUndefined();
  });
});

describe('modifiedMsFrom', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2026-03-01T09:00:00+01:00', Date.parse('2026-03-01T08:00:00Z')],
    ['1969-12-31T23:59:59Z', undefined],
    ['0001-01-01T00:00:00+05:30', undefined],
    ['01/03/2026 09:00', undefined],
    [null, undefined],
  ])('takes %j for the version %j', (value, expected) => {
    expect(modifiedMsFrom(value)).toBe(expected);
  });
});
