import { describe, expect, it } from '@jest/globals';

import { hasRecords, readRecords } from './records.dto.js';

const body = { operation: 'create', module: 'Deals', data: [{ id: '1', Stage: 'Won' }] };
const ref = { module: 'Deals', api: 'Deals', id: '1' };

describe('readRecords', () => {
  it.each([
    ['a list of one', body.data],
    ['one record', body.data[0]],
  ])('reads %s', (_, data) => {
    const change = { ref, kind: 'create', changedFields: [], data: { id: '1', Stage: 'Won' } };

    expect(readRecords({ ...body, data })).toStrictEqual({ status: 'read', changes: [change] });
  });

  it('reads every record of a list, with its own data and the fields of all', () => {
    const data = [{ id: '1' }, { id: '2' }, { id: '3' }];

    const reading = readRecords({ ...body, operation: 'edit', data, modified_fields: ['Stage'] });

    const changes = data.map((record) => ({
      ref: { ...ref, id: record.id },
      kind: 'update',
      changedFields: ['Stage'],
      data: record,
    }));
    expect(reading).toStrictEqual({ status: 'read', changes });
  });

  it.each([
    ['operation', { operation: 'merge' }],
    ['operation', { operation: undefined }],
    ['module', { module: 'Leads' }],
    ['module', { module: undefined }],
    ['data', { data: [] }],
    ['data', { data: null }],
    ['data', { data: 'all' }],
    ['data', { data: [{ id: '1' }, {}] }],
    ['data', { data: [{ id: 5437000000391001 }] }],
    ['data', { data: [[{ id: '1' }]] }],
    ['data', { data: undefined }],
    ['modified_fields', { modified_fields: 'Stage' }],
    ['modified_fields', { modified_fields: null }],
    ['user', { user: '9' }],
  ])('names a wrong %s: %j', (name, parts) => {
    const problem = expect.stringMatching(new RegExp(`^${name} must be `));

    expect(readRecords({ ...body, ...parts })).toEqual({ status: 'invalid', problems: [problem] });
  });

  it('names every wrong field', () => {
    const reading = readRecords({ operation: 1, module: 2, data: 3, modified_fields: 4, user: 5 });

    expect(reading).toMatchObject({ status: 'invalid', problems: { length: 5 } });
  });
});

describe('hasRecords', () => {
  it.each([
    [{ data: null }, true],
    [{ operation: 'create' }, true],
    [{ event_type: 'create', record_id: '1' }, false],
  ])('of %j is %s', (value, expected) => {
    expect(hasRecords(value)).toBe(expected);
  });
});
