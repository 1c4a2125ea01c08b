import { describe, expect, it } from '@jest/globals';

import { crmModules } from '../../crm/modules.js';
import { RawBody } from '../raw-body.js';
import { readBody } from './read-body.js';

const form = 'application/x-www-form-urlencoded';

function read(content: string | Buffer | object, contentType = 'application/json') {
  const isRaw = typeof content === 'string' || Buffer.isBuffer(content);
  const bytes = Buffer.from((isRaw ? content : JSON.stringify(content)) as string);
  return readBody(new RawBody(bytes, contentType), crmModules);
}

const notification = {
  channel_id: '1',
  token: 't',
  module: 'Deals',
  operation: 'insert',
  ids: ['1'],
};
const records = { operation: 'create', module: 'Deals', data: { id: '1' } };
const generic = { event_type: 'create', module: 'Deals', record_id: '1' };
const one = { kind: 'create', ref: { module: 'Deals', api: 'Deals', id: '1' } };

describe('readBody', () => {
  it.each<[string, string | object, string, boolean]>([
    ['a notification', notification, 'application/json', true],
    ['records', records, 'application/json', false],
    ['the generic format', generic, 'application/json', false],
    ['JSON called text', generic, 'text/plain', false],
    ['JSON called nothing', generic, '', false],
    ['JSON called a form', generic, form, false],
    ['a form', 'operation=insert&module=Deals&id=1', `${form}; charset=UTF-8`, false],
    ['a form with JSON in it', 'operation=insert&module=Deals&data={"id":"1"}', form, false],
  ])('reads %s', (_, content, contentType, isNotification) => {
    const reading = read(content, contentType);

    expect(reading).toMatchObject({ status: 'read', changes: [one], isNotification });
  });

  it.each<[string, string | Buffer | object, string, string]>([
    ['nothing', '', '', 'the body must be JSON'],
    ['half of a JSON', '{"module"', '', 'the body must be JSON'],
    ['half of a JSON called a form', ' {"module"', form, 'the body must be JSON'],
    ['a form called JSON', 'module=Deals', 'application/json', 'the body must be JSON'],
    ['a list', [generic], '', 'the body must be a JSON object'],
    ['null', 'null', '', 'the body must be a JSON object'],
    ['other bytes than UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), '', 'the body must be UTF-8'],
    [
      'a key __proto__ in a form',
      'operation=insert&module=Deals&data={"id":"1","__proto__":{}}',
      form,
      'the body must not have a key __proto__',
    ],
  ])('refuses %s', (_, content, contentType, problem) => {
    expect(read(content, contentType)).toEqual({ status: 'invalid', problems: [problem] });
  });

  it('refuses the records of modules that are not synced', () => {
    const body = new RawBody(Buffer.from(JSON.stringify(records)), '');

    expect(readBody(body, ['Accounts', 'Notes'])).toEqual({
      status: 'invalid',
      problems: ['module must be one of Accounts, Notes'],
    });
  });

  it('names what a body of neither format lacks', () => {
    expect(read({ hello: 'world' })).toMatchObject({ status: 'invalid', problems: { length: 3 } });
  });
});
