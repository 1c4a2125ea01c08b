import { describe, expect, it } from '@jest/globals';

import { lookupFrom } from './crm-record.js';

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
