import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { anyText, wellFormed } from '../../test/support/arbitraries.js';
import { always } from '../../test/support/properties.js';
import { Secret } from '../kernel/secret.js';
import { deriveToken, hmacSha256 } from '../kernel/signing.js';
import { schemeOf } from './authenticity.js';
import { RawBody } from './body/raw-body.js';

const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => {
  return Buffer.from(bytes).toString('hex');
});
const anySecret = hex.map((text) => new Secret(text));
const anyBody = fc
  .oneof(
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
    anyText().map((text) => Buffer.from(text)),
  )
  .map((bytes) => new RawBody(bytes, ''));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

function signatureOf(body: RawBody, secret: Secret): string {
  return hmacSha256(secret, body.bytes).toString('hex');
}

describe('a delivery', () => {
  it('with the signature of any of the secrets is authentic, however that is spelt', () => {
    const spelling = fc.tuple(fc.constantFrom('', 'sha256=', ' sha256='), fc.boolean());
    const secrets = fc.array(anySecret, { minLength: 1, maxLength: 3 });
    always([anyBody, secrets, fc.nat(), spelling], (body, accepted, index, [prefix, upper]) => {
      const secret = accepted[index % accepted.length]!;
      const right = signatureOf(body, secret);
      const signature = prefix + (upper ? right.toUpperCase() : right);

      const credentials = { signature, token: undefined, body };
      expect(schemeOf(credentials, accepted, 0)).toBe('signature');
    });
  });

  it('is not authentic any more once a bit of it, or of its signature, is another', () => {
    const bit = fc.nat();
    always([anyBody, anySecret, bit, fc.boolean()], (body, secret, place, inBody) => {
      const right = hmacSha256(secret, body.bytes);
      const flipped = Buffer.from(inBody && body.bytes.length > 0 ? body.bytes : right);
      const at = place % (flipped.length * 8);
      flipped[at >> 3] = (flipped[at >> 3] ?? 0) ^ (1 << (at & 7));
      const forged =
        inBody && body.bytes.length > 0
          ? { signature: right.toString('hex'), body: new RawBody(flipped, '') }
          : { signature: flipped.toString('hex'), body };

      expect(schemeOf({ ...forged, token: undefined }, [secret], 0)).toBeUndefined();
    });
  });

  it('with any other signature is not authentic, whatever else it shows', () => {
    const around = fc.constantFrom(['', '0'], ['', ', '], ['0', ''], ['sha1=', ''], ['', '\n0']);
    const wrong = fc.oneof(anyText(), hex, around);
    always([anyBody, anySecret, wrong], (body, secret, given) => {
      const token = deriveToken(secret, 'workflow');
      const signature = typeof given === 'string' ? given : given.join(signatureOf(body, secret));

      expect(schemeOf({ signature, token, body }, [secret], 0)).toBeUndefined();
    });
  });

  it('of any kind is authentic under no secret of others, and throws nothing', () => {
    const headers = fc.record({ signature: optional(anyText()), token: optional(anyText()) });
    always([headers, anyBody, fc.array(anySecret, { maxLength: 2 })], (given, body, secrets) => {
      expect(schemeOf({ ...given, body }, secrets, 0)).toBeUndefined();
    });
  });

  it('of a channel is authentic by the token of that channel, and by no other', () => {
    always([anySecret, anyText(), anyText()], (secret, channelId, other) => {
      const token = deriveToken(secret, `channel:${channelId}`);
      const bodyOf = (channel_id: string) =>
        new RawBody(Buffer.from(JSON.stringify({ channel_id, token })), '');
      const schemeFor = (channel: string) =>
        schemeOf({ signature: undefined, token: undefined, body: bodyOf(channel) }, [secret], 0);

      // JSON keeps half a character as an escape, HMAC takes UTF-8: there the two halves are one.
      const isOther = wellFormed(other) !== wellFormed(channelId);
      expect(schemeFor(channelId)).toBe('channel-token');
      expect(schemeFor(other)).toBe(isOther ? undefined : 'channel-token');
    });
  });
});
