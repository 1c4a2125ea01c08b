import { describe, expect, it } from '@jest/globals';

import { isRecordId, isRecordKey, recordKey, recordRefFrom, refFromKey } from './record-ref.js';

describe('recordKey', () => {
  it('is the same for a record whether or not its API module is known', () => {
    const ref = { module: 'Activities', id: '5437000000391001' } as const;

    expect(recordKey(ref)).toBe('Activities/5437000000391001');
    expect(recordKey({ ...ref, api: 'Calls' } as typeof ref)).toBe(recordKey(ref));
  });
});

describe('refFromKey', () => {
  it.each([
    ['Accounts/5437000000391001', { module: 'Accounts', id: '5437000000391001' }],
    ['Activities/a-b_c', { module: 'Activities', id: 'a-b_c' }],
  ] as const)('reads %s, the key of that record', (key, ref) => {
    expect(refFromKey(key)).toStrictEqual(ref);
    expect(recordKey(ref)).toBe(key);
    expect(isRecordKey(key)).toBe(true);
  });

  it.each([
    '',
    '/',
    '/1',
    'Accounts',
    'Accounts/',
    'Accounts1',
    'Accountsx',
    'no-module/1',
    'Events/1',
    'Accounts/1/2',
    'Accounts/1 2',
    ' Accounts/1',
    'Accounts/1\n',
  ])('finds no record in %j', (key) => {
    expect(refFromKey(key)).toBeUndefined();
    expect(isRecordKey(key)).toBe(false);
  });
});

describe('recordRefFrom', () => {
  it.each([
    [
      { module: 'Deals', id: '1' },
      { module: 'Deals', id: '1' },
    ],
    [
      { module: 'Activities', id: '1', api: 'Calls' },
      { module: 'Activities', id: '1', api: 'Calls' },
    ],
    [
      { module: 'Deals', id: '1', api: 'no-module' },
      { module: 'Deals', id: '1' },
    ],
    [
      { module: 'Deals', id: '1', fields: { Amount: 1 } },
      { module: 'Deals', id: '1' },
    ],
  ])('reads %j', (data, ref) => {
    expect(recordRefFrom(data)).toStrictEqual(ref);
  });

  it.each([
    [undefined],
    [null],
    ['Deals/1'],
    [[]],
    [{}],
    [{ module: 'Deals' }],
    [{ id: '1' }],
    [{ module: 'no-module', id: '1' }],
    [{ module: 'Events', id: '1' }],
    [{ module: 'Deals', id: 1 }],
    [{ module: 'Deals', id: '../1' }],
  ])('finds no record in %j', (data) => {
    expect(recordRefFrom(data)).toBeUndefined();
  });
});

describe('isRecordId', () => {
  it.each(['1', '5437000000391001', 'a-b_C', 'x'.repeat(64)])('takes %j', (id) => {
    expect(isRecordId(id)).toBe(true);
  });

  it.each(['', 'x'.repeat(65), 'a/b', 'a b', 'a:b', 'a.b', '1\n', 'ä', '*', '{1}', 1, 1n, null])(
    'refuses %p',
    (id) => {
      expect(isRecordId(id)).toBe(false);
    },
  );
});
