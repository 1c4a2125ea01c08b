import { createHmac, randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { Secret } from '../kernel/secret.js';
import { type Credentials, type Scheme, schemeOf } from './authenticity.js';
import { RawBody } from './raw-body.js';

const [current, previous, foreign] = [1, 2, 3].map(() => randomBytes(32).toString('hex')) as [
  string,
  string,
  string,
];
const secrets = [new Secret(current), new Secret(previous)];

const text = '{"operation":"update"}';
const channel = '1000000068001';

function signature(key: string, signed = text): string {
  return createHmac('sha256', key).update(signed).digest('hex');
}

function token(key: string, name: string): string {
  return createHmac('sha256', key).update(name).digest('base64url');
}

function notification(channelId: unknown, channelToken: unknown): string {
  return JSON.stringify({ channel_id: channelId, token: channelToken });
}

interface Sent {
  readonly signature?: string;
  readonly token?: string;
  readonly body?: string;
}

function schemeFor(sent: Sent, keys = secrets): Scheme | undefined {
  const credentials: Credentials = {
    signature: sent.signature,
    token: sent.token,
    body: new RawBody(Buffer.from(sent.body ?? text), 'application/json'),
  };
  return schemeOf(credentials, keys);
}

describe('schemeOf', () => {
  it.each<[string, Sent, Scheme]>([
    ['a signature', { signature: signature(current) }, 'signature'],
    ['one in capitals', { signature: signature(current).toUpperCase() }, 'signature'],
    ['one with its prefix', { signature: `sha256=${signature(current)}` }, 'signature'],
    ['one under the previous secret', { signature: signature(previous) }, 'signature'],
    [
      'one of a body that is no JSON',
      { signature: signature(current, 'a=1'), body: 'a=1' },
      'signature',
    ],
    ['the workflow token', { token: token(current, 'workflow') }, 'workflow-token'],
    ['the previous workflow token', { token: token(previous, 'workflow') }, 'workflow-token'],
    [
      "a channel's token",
      { body: notification(channel, token(current, `channel:${channel}`)) },
      'channel-token',
    ],
    [
      "a channel's previous token",
      { body: notification(channel, token(previous, `channel:${channel}`)) },
      'channel-token',
    ],
  ])('trusts %s', (_, sent, scheme) => {
    expect(schemeFor(sent)).toBe(scheme);
  });

  const good = notification(channel, token(current, `channel:${channel}`));
  it.each<[string, Sent]>([
    ['nothing at all', {}],
    ['a signature under another secret', { signature: signature(foreign) }],
    ['a signature of another body', { signature: signature(current, '{}') }],
    ['half a signature', { signature: signature(current).slice(0, 32) }],
    ['an empty signature', { signature: '' }],
    ['two signatures', { signature: `${signature(current)}, ${signature(current)}` }],
    ['another algorithm', { signature: `sha1=${signature(current)}` }],
    ['the secret itself', { signature: current }],
    [
      'a wrong signature beside a right token',
      { signature: signature(foreign), token: token(current, 'workflow') },
    ],
    ['a wrong signature over a right notification', { signature: signature(foreign), body: good }],
    ['a wrong token over a right notification', { token: token(current, 'no'), body: good }],
    ['an empty token', { token: '' }],
    ["a channel's token for the workflow's", { token: token(current, `channel:${channel}`) }],
    ["another channel's token", { body: notification('1', token(current, `channel:${channel}`)) }],
    [
      "the workflow's token for a channel's",
      { body: notification('workflow', token(current, 'workflow')) },
    ],
    ['a channel id that is a number', { body: notification(7, token(current, 'channel:7')) }],
    ['a token that is none', { body: notification(channel, { length: 43 }) }],
    ['a notification without a token', { body: JSON.stringify({ channel_id: channel }) }],
    ['a notification in a list', { body: `[${good}]` }],
    ['a body that is no JSON', { body: good.slice(1) }],
    ['a body of null', { body: 'null' }],
  ])('does not trust %s', (_, sent) => {
    expect(schemeFor(sent)).toBeUndefined();
  });

  it('trusts nobody without a secret', () => {
    expect(schemeFor({ signature: signature(current) }, [])).toBeUndefined();
  });
});
