import { describe, expect, it } from '@jest/globals';

import { readGeneric } from './generic.dto.js';

const body = { event_type: 'update', module: 'Calls', record_id: '1' };
const change = {
  ref: { module: 'Activities', api: 'Calls', id: '1' },
  kind: 'update',
  changedFields: [],
};

describe('readGeneric', () => {
  it.each([
    ['the record alone', {}, change],
    ['its data', { record_data: { a: 1 } }, { ...change, data: { a: 1 } }],
    ['its fields', { modified_fields: ['a'] }, { ...change, changedFields: ['a'] }],
    ['a user', { user_id: '9' }, change],
    ['more besides', { source: 'x' }, change],
  ])('reads %s', (_, parts, expected) => {
    expect(readGeneric({ ...body, ...parts })).toStrictEqual({
      status: 'read',
      changes: [expected],
    });
  });

  it.each([
    ['event_type', { event_type: 'constructor' }],
    ['event_type', { event_type: undefined }],
    ['module', { module: 'calls' }],
    ['record_id', { record_id: 1 }],
    ['record_id', { record_id: '1,2' }],
    ['record_data', { record_data: null }],
    ['record_data', { record_data: [] }],
    ['modified_fields', { modified_fields: [1] }],
    ['user_id', { user_id: 9 }],
  ])('names a wrong %s: %j', (name, parts) => {
    const problem = expect.stringMatching(new RegExp(`^${name} must be `));

    expect(readGeneric({ ...body, ...parts })).toEqual({ status: 'invalid', problems: [problem] });
  });

  it('names every field that an empty body lacks', () => {
    const problems = ['event_type', 'module', 'record_id'].map((name) =>
      expect.stringContaining(name),
    );

    expect(readGeneric({})).toEqual({ status: 'invalid', problems });
  });
});
