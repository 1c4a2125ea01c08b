import { createHmac, randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { Secret } from '../kernel/secret.js';
import { type Credentials, isProbe, mayBeOurs, type Scheme, schemeOf } from './authenticity.js';
import { RawBody } from './body/raw-body.js';

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

const now = Date.parse('2026-05-14T10:00:00Z');
const nowSeconds = now / 1000;

/** A signature as of some time, over that and the event id too. */
function timed(seconds: number | string, eventId = '', key = current): Sent {
  const signed = signature(key, `${seconds}.${eventId}.${text}`);
  return { signature: signed, timestamp: String(seconds), eventId };
}

interface Sent {
  readonly signature?: string;
  readonly timestamp?: string;
  readonly eventId?: string;
  readonly token?: string;
  readonly body?: string;
}

function schemeFor(sent: Sent, keys = secrets): Scheme | undefined {
  const credentials: Credentials = {
    signature: sent.signature,
    timestamp: sent.timestamp,
    eventId: sent.eventId,
    token: sent.token,
    body: new RawBody(Buffer.from(sent.body ?? text), 'application/json'),
  };
  return schemeOf(credentials, keys, now);
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
    ['one with its time', timed(nowSeconds), 'signature'],
    ['one with its time and an event id', timed(nowSeconds, 'evt-1'), 'signature'],
    ['one of five minutes ago', timed(nowSeconds - 300), 'signature'],
    ['one in five minutes, by another clock', timed(nowSeconds + 300), 'signature'],
    ['a timed one under the previous secret', timed(nowSeconds, 'evt-1', previous), 'signature'],
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
    ['a timed one of longer ago', timed(nowSeconds - 301)],
    ['a timed one of later', timed(nowSeconds + 301)],
    ['a timed one with another time', { ...timed(nowSeconds), timestamp: `${nowSeconds + 1}` }],
    ['a timed one with another event id', { ...timed(nowSeconds, 'evt-1'), eventId: 'evt-2' }],
    ['a timed one without its event id', { ...timed(nowSeconds, 'evt-1'), eventId: '' }],
    ['a timed one of another secret', timed(nowSeconds, '', foreign)],
    ['a time that is none', timed('2026-05-14T10:00:00Z')],
    ['a time in milliseconds', timed(now)],
    ['a time of too many digits', timed('1'.repeat(400))],
    ['an empty time', timed('')],
    [
      'a time that the signature is not over',
      { signature: signature(current), timestamp: `${nowSeconds}` },
    ],
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

describe('what was read of a body that is too long', () => {
  const ours = `"channel_id":"${channel}","token":"${token(current, `channel:${channel}`)}"`;

  it.each<[string, string, boolean]>([
    ['nothing', '', true],
    ['the begin of a notification', '{"server_time":1,"affected_values":[{"', true],
    ['our channel without its token', `{"channel_id" : "${channel}",`, true],
    ['our channel and its token', `{${ours}}`, true],
    [
      'the same in another order and with spaces',
      `{${ours.split(',').reverse().join(' , ')}`,
      true,
    ],
    ['a channel and another token', `{${ours.replace(/.{5}"$/, '00000"')}`, false],
    ['another channel and our token', `{${ours.replace(channel, '7')}`, false],
  ])('that is %s (%s) may be ours: %s', (_, begun, expected) => {
    expect(mayBeOurs(Buffer.from(begun), secrets)).toBe(expected);
  });
});

describe('isProbe', () => {
  const marked = (at: number | string, key = current): string =>
    `${at}.${token(key, `probe:${at}`)}`;

  it.each<[string, string | undefined, Sent, boolean]>([
    ['of just now', marked(nowSeconds - 2), {}, true],
    ['by the previous secret', marked(nowSeconds, previous), {}, true],
    ['overheard a while ago', marked(nowSeconds - 301), {}, false],
    ['of another time than its token', marked(1).replace('1.', `${nowSeconds}.`), {}, false],
    ['by a foreign secret', marked(nowSeconds, foreign), {}, false],
    ['without a time', token(current, 'probe:'), {}, false],
    ['with a signature that is wrong', marked(nowSeconds), { signature: 'x' }, false],
    ['with a token that is wrong', marked(nowSeconds), { token: 'x' }, false],
    ['that is none', undefined, {}, false],
  ])('of a mark %s', (_, mark, { signature: signed, token: shown }, expected) => {
    const body = new RawBody(Buffer.from('{}'), 'application/json');
    const credentials = { signature: signed, token: shown, body };

    expect(isProbe(credentials, mark, { secrets, nowMs: now })).toBe(expected);
  });
});
