import { describe, expect, it } from '@jest/globals';

import { usualModules } from '../../crm/modules.js';
import { SyncedModules } from '../../crm/synced-modules.js';
import { RawBody } from '../body/raw-body.js';
import { limits } from './format.js';
import { type BodyReading, readBody } from './read-body.js';

const form = 'application/x-www-form-urlencoded';
const expected = { synced: new SyncedModules(usualModules), keepsFields: true };

function read(
  content: string | Buffer | object,
  contentType = 'application/json',
  url = '',
): BodyReading {
  const isRaw = typeof content === 'string' || Buffer.isBuffer(content);
  const bytes = Buffer.from((isRaw ? content : JSON.stringify(content)) as string);
  return readBody(new RawBody(bytes, contentType, url), expected);
}

const notification = {
  channel_id: '1',
  token: 't',
  module: 'Deals',
  operation: 'insert',
  server_time: 1_750_102_639_787,
  ids: ['1'],
};
const records = { operation: 'create', module: 'Deals', data: { id: '1' } };
const generic = { event_type: 'create', module: 'Deals', record_id: '1' };
const one = { kind: 'create', ref: { module: 'Deals', api: 'Deals', id: '1' } };
const parameters = 'operation=insert&module=Deals&id=1';
const parts = ['operation', 'insert', 'module', 'Deals', 'Deal Id', '1'].reduce(
  (text, word, at) =>
    `${text}${at % 2 === 0 ? `--b\r\nContent-Disposition: form-data; name="${word}"\r\n\r\n` : `${word}\r\n`}`,
  '',
);

describe('readBody', () => {
  it.each<[string, string | object, string, boolean?, string?]>([
    ['a notification', notification, 'application/json', true],
    [
      'a notification that does not tell its time',
      { ...notification, server_time: null },
      '',
      true,
    ],
    ['records', records, 'application/json'],
    ['the generic format', generic, 'application/json'],
    ['JSON called text', generic, 'text/plain'],
    ['JSON called nothing', generic, ''],
    ['JSON called a form', generic, form],
    ['JSON called a form of parts', generic, 'multipart/form-data'],
    ['JSON with parameters in the URL', generic, '', false, '/?module=Accounts&id=7'],
    ['a form', parameters, `${form}; charset=UTF-8`],
    ['a form that is called nothing', parameters, ''],
    ['a form with JSON in it', 'operation=insert&module=Deals&data={"id":"1"}', form],
    ['a form of parts', `${parts}--b--\r\n`, 'multipart/form-data; boundary=b'],
    ['parameters in the URL', '', form, false, `/webhooks/zoho?${parameters}`],
    ['parameters in the URL beside a token', '', '', false, `/?token=t&${parameters}`],
    ['the old name of a module', { ...generic, module: 'Potentials' }, ''],
    ['an operation beside a record_id', { ...generic, event_type: null, operation: 'create' }, ''],
  ])('reads %s', (_, ...[content, contentType, isNotification = false, url]) => {
    const reading = read(content, contentType, url);

    expect(reading).toMatchObject({ status: 'read', changes: [one], isNotification });
  });

  it.each<[string, object]>([
    ['none', { event_type: undefined }],
    ['null', { event_type: null }],
    ['an unknown one', { event_type: 'convert' }],
    ['a number', { event_type: 1 }],
  ])('asks for a look at the record where the kind is %s', (_, part) => {
    expect(read({ ...generic, ...part })).toMatchObject({ changes: [{ ...one, kind: 'update' }] });
  });

  it('takes no object for an id, whatever it calls its constructor', () => {
    const id = { constructor: { name: 'a' } };
    for (const body of [
      { ...notification, ids: [id] },
      { ...generic, record_id: id },
    ]) {
      expect(read(body)).toMatchObject({ status: 'refused' });
    }
  });

  it('tells what it passed over', () => {
    const body = { ...notification, server_time: 'now', query_params: null, operation: 'x' };

    expect(read(body)).toMatchObject({ passedOver: ['operation', 'server_time', 'query_params'] });
  });

  it.each<[string, string | Buffer | object, string, string, string?]>([
    ['nothing', '', '', 'the body must be JSON'],
    ['nothing but a token in the URL', '', '', 'the body must be JSON', '/?token=t'],
    ['half of a JSON', '{"module"', '', 'the body must be JSON'],
    ['half of a JSON called a form', ' {"module"=', form, 'the body must be JSON'],
    ['a form called JSON', 'module=Deals', 'application/json', 'the body must be JSON'],
    ['a text called a form', 'module', form, 'the body must be JSON'],
    ['a list', [generic], '', 'the body must be a JSON object'],
    ['null', 'null', '', 'the body must be a JSON object'],
    ['other bytes than UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), '', 'the body must be UTF-8'],
    [
      'a key __proto__ in a form',
      'operation=insert&module=Deals&data={"id":"1","__proto__":{}}',
      form,
      'the body must not have a key __proto__',
    ],
  ])('refuses %s', (_, ...[content, contentType, text, url]) => {
    const problems = [{ field: 'body', text }];

    expect(read(content, contentType, url)).toEqual({ status: 'refused', problems });
  });

  it('names the limit of what has more fields than a record may have', () => {
    const data = Object.fromEntries(
      Array.from({ length: limits.fields }, (_, at) => [`f${at}`, 1]),
    );

    expect(read({ ...generic, record_data: data })).toMatchObject({ status: 'read' });
    expect(read({ ...records, data: { ...data, id: '1' } })).toEqual({
      status: 'refused',
      problems: [{ field: 'limit_fields', text: 'a record must not have more than 1000 fields' }],
    });
  });

  it('refuses the records of modules that are not synced, and names those that are', () => {
    const body = new RawBody(Buffer.from(JSON.stringify(records)), '');

    expect(
      readBody(body, { ...expected, synced: new SyncedModules(['Accounts', 'Activities']) }),
    ).toEqual({
      status: 'refused',
      problems: [
        { field: 'module', text: 'module must be one of Accounts, Activities, Events, Calls' },
      ],
    });
  });

  it.each<[object, readonly string[]]>([
    [{ hello: 'world' }, ['module', 'record_id']],
    [{ operation: 1, module: 2, data: 3, modified_fields: 4, user: 5 }, ['module', 'data']],
    [{ channel_id: '1' }, ['module', 'ids']],
  ])('names all that decides and is wrong in %j', (body, fields) => {
    const problems = fields.map((field) => ({
      field,
      text: expect.stringMatching(`^${field} must`),
    }));

    expect(read(body)).toEqual({ status: 'refused', problems });
  });
});
