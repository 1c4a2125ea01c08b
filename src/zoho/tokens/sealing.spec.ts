import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Sealing } from './sealing.js';
import { Secret } from '../../kernel/secret.js';

const sealing = new Sealing(new Secret('client-secret'), 'access token');

describe('Sealing', () => {
  it('opens what it sealed, and shows nothing of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 8 }), (text) => {
        const sealed = sealing.seal(text, 'here');

        expect(sealing.open(sealed, 'here')).toBe(Buffer.from(text).toString('utf8'));
        expect(Buffer.from(sealed, 'base64url').includes(text)).toBe(false);
        expect(sealing.seal(text, 'here')).not.toBe(sealed);
      }),
    );
  });

  it('opens nothing of another secret, use or place', () => {
    const sealed = sealing.seal('token', 'here');

    expect(sealing.open(sealed, 'there')).toBeUndefined();
    expect(new Sealing(new Secret('other'), 'access token').open(sealed, 'here')).toBeUndefined();
    expect(new Sealing(new Secret('client-secret'), 'x').open(sealed, 'here')).toBeUndefined();
  });

  it('opens nothing that was changed, in any bit, or cut', () => {
    const bytes = Buffer.from(sealing.seal('token', 'here'), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(sealing.open(changed.toString('base64url'), 'here')).toBeUndefined();
    }
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length).toString('base64url');
      expect(sealing.open(cut, 'here')).toBeUndefined();
    }
  });
});
