import { describe, expect, it } from '@jest/globals';

import { limits } from './format.js';
import { hasRecords, toldByRecords } from './records.js';

const body = { operation: 'create', module: 'Deals', data: [{ id: '1', Stage: 'Won' }] };
const won = { id: '1', changedFields: [], data: { id: '1', Stage: 'Won' } };

describe('toldByRecords', () => {
  it.each([
    ['a list of one', body.data],
    ['one record', body.data[0]],
  ])('reads %s', (_, data) => {
    expect(toldByRecords({ ...body, data })).toStrictEqual([won]);
  });

  it('reads every record of a list, with its own data and the fields of all', () => {
    const data = [{ id: '1', Stage: 'Won' }, { id: '2' }, { id: '3', Amount: 3 }];

    expect(toldByRecords({ ...body, data, modified_fields: ['Stage'] })).toStrictEqual([
      { ...won, changedFields: ['Stage'] },
      { id: '2', changedFields: ['Stage'] },
      { id: '3', changedFields: ['Stage'], data: { id: '3', Amount: 3 } },
    ]);
  });

  it.each(['Stage', null, [1], {}])('takes %j for no names of fields', (names) => {
    expect(toldByRecords({ ...body, modified_fields: names })).toStrictEqual([won]);
  });

  it.each([
    [[]],
    [null],
    ['all'],
    [[{ id: '1' }, {}]],
    [[{ id: 5437000000391001 }]],
    [[[{ id: '1' }]]],
    [undefined],
  ])('finds no records in %j', (data) => {
    const text = expect.stringMatching(/^data must be /);

    expect(toldByRecords({ ...body, data })).toEqual({ field: 'data', text });
  });

  it('takes as many records as a delivery may have, and no more', () => {
    const many = Array.from({ length: limits.records }, (_, at) => ({ id: String(at) }));

    expect(toldByRecords({ ...body, data: many })).toHaveLength(limits.records);
    expect(toldByRecords({ ...body, data: [...many, { id: 'x' }] })).toEqual({
      field: 'limit_records',
      text: 'a delivery must not have more than 1000 records',
    });
  });
});

describe('hasRecords', () => {
  it.each([
    [{ data: { id: '1' } }, true],
    [{ data: null, operation: 'create' }, true],
    [{ operation: 'create' }, true],
    [{ operation: 'create', record_id: '1' }, false],
    [{ data: null, record_id: '1' }, false],
    [{ event_type: 'create', record_id: '1' }, false],
  ])('of %j is %s', (value, expected) => {
    expect(hasRecords(value)).toBe(expected);
  });
});
