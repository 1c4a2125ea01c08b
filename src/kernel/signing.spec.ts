import { createHash, createHmac, randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { Secret } from './secret.js';
import {
  channelTokenName,
  deriveToken,
  equalInConstantTime,
  hmacSha256,
  sha256,
  workflowTokenName,
} from './signing.js';

const hex = randomBytes(32).toString('hex');
const secret = new Secret(hex);

describe('hmacSha256', () => {
  it('has the text of the secret for a key, not the bytes its hex stands for', () => {
    const byText = createHmac('sha256', Buffer.from(hex, 'ascii')).update('body').digest();
    const byBytes = createHmac('sha256', Buffer.from(hex, 'hex')).update('body').digest();

    expect(hmacSha256(secret, 'body')).toEqual(byText);
    expect(hmacSha256(secret, 'body')).not.toEqual(byBytes);
  });

  it('signs bytes as they are', () => {
    const bytes = Buffer.from([0xff, 0x00, 0xc3, 0x28]);

    expect(hmacSha256(secret, bytes)).toEqual(createHmac('sha256', hex).update(bytes).digest());
  });
});

describe('deriveToken', () => {
  it.each([workflowTokenName, channelTokenName('1000000068001'), 'Zürich'])(
    'makes 43 characters of base64url from the secret and the name %s',
    (name) => {
      const token = deriveToken(secret, name);

      expect(token).toBe(createHmac('sha256', hex).update(name, 'utf8').digest('base64url'));
      expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    },
  );

  it('makes another token for another name and for another secret', () => {
    const other = new Secret(randomBytes(32).toString('hex'));
    const tokens = [
      deriveToken(secret, workflowTokenName),
      deriveToken(secret, channelTokenName(workflowTokenName)),
      deriveToken(secret, channelTokenName('1')),
      deriveToken(other, channelTokenName('1')),
    ];

    expect(new Set(tokens).size).toBe(tokens.length);
  });

  it('knows the names that senders outside rely on', () => {
    expect([workflowTokenName, channelTokenName('7')]).toEqual(['workflow', 'channel:7']);
  });
});

describe('equalInConstantTime', () => {
  it.each([
    ['equal texts', 'abc', 'abc', true],
    ['nothing and nothing', '', '', true],
    ['texts of equal length', 'abc', 'abd', false],
    ['texts of different length', 'abc', 'abcd', false],
    ['another case', 'abc', 'ABC', false],
    ['nothing and something', '', 'abc', false],
  ])('compares %s', (_, left, right, equal) => {
    expect(equalInConstantTime(left, right)).toBe(equal);
  });
});

describe('sha256', () => {
  it.each([['text'], [Buffer.from([0xff, 0x00])]])('is the digest of %p', (input) => {
    expect(sha256(input)).toEqual(createHash('sha256').update(input).digest());
  });
});
