import { describe, expect, it } from '@jest/globals';

import { Problem } from './format.js';
import { toldByGeneric } from './generic.js';

const body = { event_type: 'update', module: 'Calls', record_id: '1' };
const record = { id: '1', changedFields: [] };

describe('toldByGeneric', () => {
  it.each([
    ['the record alone', {}, record],
    ['one that is called by its id', { record_id: null, id: '1' }, record],
    ['its data', { record_data: { a: 1 } }, { ...record, data: { a: 1 } }],
    ['its fields', { modified_fields: ['a'] }, { ...record, changedFields: ['a'] }],
    ['more besides', { source: 'x' }, record],
    ['no data in null', { record_data: null }, record],
    ['no data in a list', { record_data: [] }, record],
    ['no data in an id alone', { record_data: { id: '1' } }, record],
    ['no fields in what is no list of names', { modified_fields: [1] }, record],
  ])('reads %s', (_, parts, expected) => {
    expect(toldByGeneric({ ...body, ...parts })).toStrictEqual([expected]);
  });

  it.each([1, '1,2', '', null, undefined, '${Deals.Deal Id}', ['1']])(
    'takes %j for no id',
    (id) => {
      const problem = toldByGeneric({ ...body, record_id: id });

      expect(problem).toBeInstanceOf(Problem);
      expect(problem).toMatchObject({
        field: 'record_id',
        text: expect.stringMatching(/^record_id must be/),
      });
    },
  );
});
