import { describe, expect, it } from '@jest/globals';

import { isNotification, readNotification } from './notification.dto.js';

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
const ref = { module: 'Contacts', api: 'Contacts', id: '1' };

function readWith(parts: object) {
  return readNotification({ ...notification, ...parts });
}

describe('readNotification', () => {
  it('reads the record, the kind, the fields and when it was sent', () => {
    const change = { ref, kind: 'update', changedFields: ['Phone'], sentAtMs };

    expect(readWith({})).toStrictEqual({ status: 'read', changes: [change] });
  });

  it('tells of each id once, with what was said of it', () => {
    const reading = readWith({
      ids: ['1', '2', '3', '1'],
      affected_fields: [{ '2': ['Phone', 7] }, { '1': [] }],
      affected_values: [
        { record_id: '3', values: { Email: 'a@x.example' } },
        { record_id: '2', values: { Phone: '5' } },
      ],
    });

    expect(reading).toStrictEqual({
      status: 'read',
      changes: [
        { ref, kind: 'update', changedFields: [], sentAtMs },
        {
          ref: { ...ref, id: '2' },
          kind: 'update',
          changedFields: ['Phone'],
          data: { Phone: '5' },
          sentAtMs,
        },
        {
          ref: { ...ref, id: '3' },
          kind: 'update',
          changedFields: ['Email'],
          data: { Email: 'a@x.example' },
          sentAtMs,
        },
      ],
    });
  });

  it.each([
    ['insert', 'create'],
    ['delete', 'delete'],
  ])('takes %s for %s', (operation, kind) => {
    expect(readWith({ operation })).toMatchObject({ changes: [{ kind }] });
  });

  it.each([
    ['Events', { module: 'Activities', api: 'Events', id: '1' }],
    ['Activities', { module: 'Activities', id: '1' }],
  ])('takes a record of %s for an activity', (module, expected) => {
    expect(readWith({ module })).toHaveProperty('changes.0.ref', expected);
  });

  it.each([
    ['fields that are none', { affected_fields: 'Phone' }],
    ['fields of another shape', { affected_fields: [['1', ['Phone']], null, { '1': 'Phone' }] }],
    [
      'values of another shape',
      { affected_fields: [], affected_values: [{ record_id: 1, values: {} }, 7] },
    ],
    ['no fields', { affected_fields: undefined }],
  ])('passes over %s', (_, parts) => {
    expect(readWith(parts)).toMatchObject({ changes: [{ changedFields: [] }] });
  });

  it('does not say when it was sent where it does not know', () => {
    expect(readWith({ server_time: undefined })).not.toHaveProperty('changes.0.sentAtMs');
  });

  it.each([
    ['module', { module: 'Leads' }],
    ['operation', { operation: 'constructor' }],
    ['ids', { ids: [] }],
    ['ids', { ids: '1' }],
    ['ids', { ids: ['1', 2] }],
    ['ids', { ids: undefined }],
    ['server_time', { server_time: 'today' }],
    ['server_time', { server_time: 1.5 }],
    ['server_time', { server_time: -1 }],
    ['server_time', { server_time: null }],
    ['channel_id', { channel_id: 7 }],
  ])('names a wrong %s: %j', (name, parts) => {
    const problem = expect.stringMatching(new RegExp(`^${name} must be `));

    expect(readWith(parts)).toEqual({ status: 'invalid', problems: [problem] });
  });
});

describe('isNotification', () => {
  it.each([
    [{ channel_id: '1' }, true],
    [{ ids: [] }, true],
    [{ module: 'Deals', data: [] }, false],
    [{}, false],
  ])('of %j is %s', (body, expected) => {
    expect(isNotification(body)).toBe(expected);
  });
});
