import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { always } from '../../../test/support/properties.js';
import { channelProofIn } from './channel-proof.js';

const proofIn = (text: string): object => channelProofIn(Buffer.from(text));
const none = { channelId: undefined, token: undefined };
const right = { channelId: '1', token: 'a' };

describe('what a body shows of its channel', () => {
  it.each([
    ['the two', '{"channel_id":"1","token":"a"}', right],
    ['them between spaces', ' \r\n\t{ "token" : "a" ,\n"channel_id"\t:\t"1" } ', right],
    [
      'them after all else',
      '{"ids":["1"],"a":{"token":"b"},"b":"}","channel_id":"1","token":"a"}',
      right,
    ],
    ['them of a body that goes on', '{"channel_id":"1","token":"a","values":[{"x":"', right],
    ['them in a body that is no JSON', '{"channel_id":"1","token":"a",}x', right],
    ['the last of several', '{"token":"b","channel_id":"1","token":"a"}', right],
    [
      'them after text with quotes',
      '{"a":"\\"token\\":\\"x\\"\\\\","channel_id":"1","token":"a"}',
      right,
    ],
  ])('is %s', (_title, text, shown) => {
    expect(proofIn(text)).toEqual(shown);
  });

  it.each([
    ['of nothing', ''],
    ['of a list', '[{"channel_id":"1","token":"a"}]'],
    ['deeper down', '{"a":{"channel_id":"1","token":"a"}}'],
    ['after the object', '{}{"channel_id":"1","token":"a"}'],
    ['in values', '{"a":"channel_id","b":"token"}'],
    ['of names with escapes', '{"channel\\u005fid":"1","tok\\u0065n":"a"}'],
    ['of other values', '{"channel_id":1,"token":null}'],
    ['of strings without an end', '{"channel_id":"1'],
    ['after a byte order mark', '\ufeff{"channel_id":"1","token":"a"}'],
    [
      'of values that others took the place of',
      '{"token":"a","channel_id":"1","token":7,"channel_id":{}}',
    ],
  ])('is nothing %s', (_title, text) => {
    expect(proofIn(text)).toEqual(none);
  });

  it('is what JSON.parse finds there, whatever else the body holds', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue());
    const name = fc.oneof(fc.constantFrom('channel_id', 'token'), fc.string());
    const entries = fc.array(fc.tuple(name, value), { maxLength: 8 });
    always([entries, fc.constantFrom(0, 1, 4)], (told, indent) => {
      const text = JSON.stringify(Object.fromEntries(told), null, indent);
      const { channel_id, token } = JSON.parse(text) as Record<string, unknown>;
      const textOf = (each: unknown) => (typeof each === 'string' ? each : undefined);

      expect(proofIn(text)).toEqual({ channelId: textOf(channel_id), token: textOf(token) });
    });
  });
});
