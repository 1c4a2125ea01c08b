import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { anyText } from '../../test/support/arbitraries.js';
import { always } from '../../test/support/properties.js';
import { sha256 } from '../kernel/signing.js';
import { eventIdOf, identityOf, isEventId } from './delivery-identity.js';

const anyHeader = fc.stringMatching(/^[\x21-\x7e]{1,128}$/);
const anyBody = fc.record({
  isNotification: fc.boolean(),
  digest: fc.constantFrom('a', 'b', 'c').map((text) => sha256(text).toString('hex')),
});

describe('the identity of a delivery', () => {
  it('is the same for the same id and body, and another for any other', () => {
    const header = fc.option(fc.oneof(anyHeader, fc.constantFrom('a', 'b')), { nil: undefined });
    const delivery = fc.tuple(header, anyBody);
    always([delivery, delivery], ([oneHeader, oneBody], [otherHeader, otherBody]) => {
      const one = identityOf(oneHeader, oneBody);
      const other = identityOf(otherHeader, otherBody);
      const isSame = oneHeader === otherHeader && oneBody.digest === otherBody.digest;

      expect(identityOf(oneHeader, { ...oneBody })).toBe(one);
      if (one !== undefined && other !== undefined) expect(one === other).toBe(isSame);
      expect(one === undefined).toBe(oneHeader === undefined && !oneBody.isNotification);
    });
  });

  it('fits into a key of Redis, and the event id into a header', () => {
    always([fc.option(anyHeader, { nil: undefined }), anyBody], (header, body) => {
      expect(isEventId(eventIdOf(header, body))).toBe(true);
      expect(identityOf(header, body) ?? 'none').toMatch(/^[\w-]{4,43}$/);
    });
  });
});

describe('an event id', () => {
  it('is 1 to 128 visible characters of ASCII, and no other text', () => {
    const long = fc.stringMatching(/^[\x21-\x7e]{126,131}$/);
    always([fc.oneof(anyHeader, anyText(), long)], (text) => {
      const visible = Array.from(text).every((character) => character > ' ' && character < '\x7f');

      expect(isEventId(text)).toBe(visible && text.length >= 1 && text.length <= 128);
    });
  });
});
