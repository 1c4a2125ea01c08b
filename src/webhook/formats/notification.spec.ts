import { describe, expect, it } from '@jest/globals';

import { limits } from './format.js';
import { isNotification, sentAtMsOf, toldByNotification } from './notification.js';

const notification = {
  server_time: 1_750_102_639_787,
  module: 'Contacts',
  resource_uri: 'https://www.zohoapis.com/crm/v8/Contacts',
  ids: ['1'],
  affected_fields: [{ '1': ['Phone'] }],
  operation: 'update',
  channel_id: '1000000068001',
  token: 't',
  query_params: {},
};

const sentAtMs = notification.server_time;

function toldWith(parts: object) {
  return toldByNotification({ ...notification, ...parts });
}

describe('toldByNotification', () => {
  it('tells the record, the fields and when it was sent', () => {
    expect(toldWith({})).toStrictEqual([{ id: '1', changedFields: ['Phone'], sentAtMs }]);
  });

  it('tells of each id once, with what was said of it', () => {
    const told = toldWith({
      ids: ['1', '2', '3', '1'],
      affected_fields: [{ '2': ['Phone', 7] }, { '1': [] }],
      affected_values: [
        { record_id: '3', values: { Email: 'a@x.example' } },
        { record_id: '2', values: { Phone: '5' } },
      ],
    });

    expect(told).toStrictEqual([
      { id: '1', changedFields: [], sentAtMs },
      { id: '2', changedFields: ['Phone'], data: { Phone: '5' }, sentAtMs },
      { id: '3', changedFields: ['Email'], data: { Email: 'a@x.example' }, sentAtMs },
    ]);
  });

  it.each([
    ['fields that are none', { affected_fields: 'Phone' }],
    ['fields of another shape', { affected_fields: [['1', ['Phone']], null, { '1': 'Phone' }] }],
    [
      'values of another shape',
      { affected_fields: [], affected_values: [{ record_id: 1, values: {} }, 7] },
    ],
    ['no fields', { affected_fields: undefined }],
    ['null', { affected_fields: null, affected_values: null }],
  ])('passes over %s', (_, parts) => {
    expect(toldWith(parts)).toStrictEqual([{ id: '1', changedFields: [], sentAtMs }]);
  });

  it.each([undefined, null, 'today', '1718117126473', 1.5, -1, 0, {}])(
    'does not know from %j when it was sent',
    (time) => {
      expect(toldWith({ server_time: time })).toStrictEqual([
        { id: '1', changedFields: ['Phone'] },
      ]);
      expect(sentAtMsOf({ server_time: time })).toBeUndefined();
    },
  );

  it.each([[[]], ['1'], [['1', 2]], [undefined], [null], [[['1']]]])(
    'finds no ids in %j',
    (ids) => {
      const text = expect.stringMatching(/^ids must be /);

      expect(toldWith({ ids })).toEqual({ field: 'ids', text });
    },
  );

  it('takes as many ids as a delivery may have records, and no more', () => {
    const ids = Array.from({ length: limits.records }, (_, at) => String(at));

    expect(toldWith({ ids })).toHaveLength(limits.records);
    expect(toldWith({ ids: [...ids, 'x'] })).toMatchObject({ field: 'limit_records' });
  });
});

describe('isNotification', () => {
  it.each([
    [{ channel_id: '1' }, true],
    [{ ids: [] }, true],
    [{ channel_id: null, ids: null }, false],
    [{ module: 'Deals', data: [] }, false],
    [{}, false],
  ])('of %j is %s', (body, expected) => {
    expect(isNotification(body)).toBe(expected);
  });
});
