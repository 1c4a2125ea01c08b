import { EventEmitter } from 'node:events';
import { type ServerResponse } from 'node:http';

import { describe, it } from '@jest/globals';

import { expectLinear, few, times } from '../../test/support/linear-time.js';
import { usualModules } from '../crm/modules.js';
import { SyncedModules } from '../crm/synced-modules.js';
import { BodyBudget, usualBodyBounds } from '../http/body-budget.js';
import { Secret } from '../kernel/secret.js';
import { mayBeOurs, schemeOf } from './authenticity.js';
import { readRawBody } from './body/body-reader.js';
import { readBody } from './formats/read-body.js';
import { RawBody } from './body/raw-body.js';
import { senderOf } from './sender.js';

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data; boundary=aaaa';
const header = 'Content-Disposition: form-data; name="a"';
const secrets = [new Secret('ab'.repeat(32))];

/** Bodies that a careless reader takes the longer over, the longer they are; `n` is a number of repetitions. */
const bodies: Readonly<
  Record<string, readonly [contentType: string, bodyOf: (n: number) => string]>
> = {
  'many parameters': [form, (n) => 'a=1&'.repeat(n)],
  'one name of many words': [form, (n) => `${'a_ '.repeat(n)}=1`],
  'one long value': [form, (n) => `module=Deals&id=1&modified_fields=${' ,'.repeat(n)}`],
  'half escapes': [form, (n) => `a=${'%'.repeat(n)}`],
  'many ids': [json, (n) => JSON.stringify({ module: 'Deals', ids: Array(n).fill('1') })],
  'many hints': [
    json,
    (n) =>
      JSON.stringify({ module: 'Deals', ids: ['1'], affected_fields: Array(n).fill({ a: ['b'] }) }),
  ],
  'many fields': [
    json,
    (n) => `{"module":"Deals","record_id":"1","record_data":{${'"a":1,'.repeat(n)}"b":1}}`,
  ],
  'many levels': [json, (n) => '['.repeat(n) + ']'.repeat(n)],
  'many levels inside': [json, (n) => `{"a":${'['.repeat(n)}${']'.repeat(n)}}`],
  'what nearly ends a part': [
    multipart,
    (n) => `--aaaa\r\n${header}\r\n\r\n${'\r\n--aaa'.repeat(n)}`,
  ],
  'parts without headers': [multipart, (n) => '--aaaa\r\n\r\n'.repeat(n)],
  'parts without an end': [multipart, (n) => `--aaaa\r\n${header}\r\n`.repeat(n)],
  'many parts': [multipart, (n) => `--aaaa\r\n${header}\r\n\r\n1\r\n`.repeat(n)],
  'one long header': [
    multipart,
    (n) => `--aaaa\r\n${header}${'; a="'.repeat(n)}\r\n\r\n1\r\n--aaaa--`,
  ],
  'many lines of headers': [multipart, (n) => `--aaaa\r\n${'a: b\r\n'.repeat(n)}\r\n1\r\n--aaaa--`],
  'a long beginning': [multipart, (n) => '\r\n--aaa'.repeat(n)],
};

/** What is read of a request before it is authentic. */
const readers: Readonly<Record<string, (n: number) => unknown>> = {
  'a signature': (n) =>
    schemeOf(
      {
        signature: ' '.repeat(n) + 'a'.repeat(n),
        token: undefined,
        body: new RawBody(Buffer.alloc(0), ''),
      },
      secrets,
      0,
    ),
  'a time': (n) =>
    schemeOf(
      {
        signature: 'a',
        timestamp: '1'.repeat(n),
        token: undefined,
        body: new RawBody(Buffer.alloc(0), ''),
      },
      secrets,
      0,
    ),
  'a token in the URL': (n) =>
    new RawBody(Buffer.alloc(0), '', `/?${'token=a&'.repeat(n)}`).urlToken,
  'a content type': (n) => senderOf({ headers: { 'content-type': ' ;'.repeat(n) } } as never),
  'parameters of a content type': (n) =>
    readBody(new RawBody(Buffer.from('--'), `multipart/form-data${'; a="\\'.repeat(n)}`), expected),
  'a sender': (n) => senderOf({ headers: { 'user-agent': ' \t'.repeat(n) } } as never),
  'names that are none': (n) =>
    mayBeOurs(Buffer.from(`{"channel_id"  : ${'"channel_id"   '.repeat(n)}`), secrets),
  'escapes without an end': (n) => mayBeOurs(Buffer.from(`{"${'\\"'.repeat(n)}`), secrets),
  'backslashes between quotes': (n) => mayBeOurs(Buffer.from(`{${'"\\\\'.repeat(n)}`), secrets),
  'a body of single bytes': (n) => {
    const response = new EventEmitter() as ServerResponse;
    const request = Object.assign(new EventEmitter(), { headers: {}, url: '/' });
    const budget = new BodyBudget(usualBodyBounds);
    void readRawBody(request as never, response, '', { maxBytes: 1e9, budget, secrets });
    for (let count = 0; count < n; count += 1) request.emit('data', Buffer.from('a'));
    response.emit('close');
  },
};

const expected = { synced: new SyncedModules(usualModules), keepsFields: true };

describe('the time to read', () => {
  it.each(Object.entries(bodies))(
    '%s grows no faster than the body',
    (_, [contentType, bodyOf]) => {
      const sent = new Map([few, few * times].map((n) => [n, Buffer.from(bodyOf(n))]));

      expectLinear((n) => readBody(new RawBody(sent.get(n)!, contentType), expected));
    },
  );

  it.each(Object.entries(readers))('%s grows no faster than its length', (_, read) => {
    expectLinear(read);
  });
});
