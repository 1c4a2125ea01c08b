import { describe, expect, it } from '@jest/globals';

import { bodyFromForm } from './form.js';

const encoded = (parameters: Readonly<Record<string, string>>) =>
  new URLSearchParams(parameters).toString();
const about = { module: 'Accounts', event_type: 'update', record_id: '1' };
const named = { ...about, record_data: {} };

describe('bodyFromForm', () => {
  it.each<[string, Readonly<Record<string, string>>, object]>([
    ['the names of the generic format', about, named],
    ['operation for the kind', { module: 'Accounts', operation: 'update', id: '1' }, named],
    ['ids for the id', { module: 'Accounts', event_type: 'update', ids: '1' }, named],
    [
      'fields of the record as parameters',
      { ...about, Account_Name: 'Müller & Söhne', Phone: '' },
      { ...about, record_data: { Account_Name: 'Müller & Söhne', Phone: '' } },
    ],
    [
      'fields of the record as JSON, and no parameter then',
      { ...about, record_data: '{"Revenue":5}', Phone: '1' },
      { ...about, record_data: { Revenue: 5 } },
    ],
    [
      'record_data that is no JSON, as none',
      { ...about, record_data: 'x' },
      { ...about, record_data: null },
    ],
    [
      'a list of fields',
      { ...about, modified_fields: 'Owner, Phone,,' },
      { ...named, modified_fields: ['Owner', 'Phone'] },
    ],
    ['the user', { ...about, user_id: '9' }, { ...named, user_id: '9' }],
    [
      'records as JSON',
      { module: 'Deals', operation: 'edit', data: '[{"id":"1"}]', modified_fields: 'Stage' },
      { module: 'Deals', operation: 'edit', data: [{ id: '1' }], modified_fields: ['Stage'] },
    ],
    [
      "what would pass for a channel's, as fields",
      { ...about, channel_id: '1', token: 't' },
      { ...about, record_data: { channel_id: '1', token: 't' } },
    ],
  ])('takes %s', (_, parameters, body) => {
    expect(bodyFromForm(encoded(parameters))).toEqual(body);
  });

  it('leaves what it is not told undefined', () => {
    expect(bodyFromForm('')).toEqual({ record_data: {} });
  });

  it('reads plus signs and percent escapes', () => {
    const { record_data: data } = bodyFromForm('Name=a+b%2Bc%26d&Bad=%zz');

    expect(data).toEqual({ Name: 'a b+c&d', Bad: '%zz' });
  });

  it('makes nothing of a parameter __proto__', () => {
    const { record_data: data } = bodyFromForm('__proto__=1&a=2');

    expect(data).toStrictEqual({ a: '2' });
  });
});
