import { format, inspect } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { Secret } from './secret.js';

describe('Secret', () => {
  const secret = new Secret('swordfish');

  it('reveals its value to whoever asks for it', () => {
    expect(secret.reveal()).toBe('swordfish');
  });

  it.each([
    ['String', () => String(secret)],
    ['addition to a text', () => 'the secret: '.concat(secret as unknown as string)],
    ['JSON', () => JSON.stringify({ secret })],
    ['util.inspect', () => inspect({ secret }, { depth: null, showHidden: true })],
    ['util.inspect without custom printing', () => inspect(secret, { customInspect: false })],
    ['util.format', () => format('%s %o %j', secret, secret, secret)],
    ['the names of its properties', () => JSON.stringify(Reflect.ownKeys(secret))],
    ['its properties', () => JSON.stringify(Object.entries(secret))],
  ])('does not show its value in %s', (_, shown) => {
    expect(shown()).not.toContain('swordfish');
  });

  it('says that it is one where it is printed', () => {
    expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual([
      '[secret]',
      '"[secret]"',
      '[secret]',
    ]);
  });
});
