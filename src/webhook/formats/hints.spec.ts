import { describe, expect, it } from '@jest/globals';

import { passedOver } from './hints.js';

const good = {
  operation: 'Edit',
  event_type: 'restore',
  server_time: 1_750_102_639_787,
  affected_fields: [],
  affected_values: [{}],
  modified_fields: ['Stage'],
  record_data: {},
  user: {},
  user_id: '1',
  channel_id: '1',
  resource_uri: 'https://www.zohoapis.com',
  query_params: {},
};

describe('passedOver', () => {
  it.each<[string, object]>([
    ['hints in their right form', good],
    ['no hints', {}],
    [
      'what decides, whatever its form',
      { module: 7, ids: null, data: 'x', record_id: {}, token: 1 },
    ],
    ['what it does not know', { source: null, constructor: 1 }],
  ])('finds nothing in %s', (_, body) => {
    expect(passedOver(body as Record<string, unknown>)).toEqual([]);
  });

  it.each(Object.keys(good))('names %s where it is null, or of another form', (name) => {
    const wrong = [null, 1.5, name === 'user_id' ? 7 : true];

    for (const value of wrong) expect(passedOver({ ...good, [name]: value })).toEqual([name]);
  });

  it.each([
    ['operation', 'merge'],
    ['operation', 'constructor'],
    ['server_time', '1718117126473'],
    ['modified_fields', 'Stage'],
    ['modified_fields', [1]],
    ['user_id', 1],
    ['record_data', []],
  ])('names %s where it is %j', (name, value) => {
    expect(passedOver({ [name]: value })).toEqual([name]);
  });
});
