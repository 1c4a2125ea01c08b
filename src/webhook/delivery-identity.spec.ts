import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { eventIdOf, identityOf, isEventId } from './delivery-identity.js';

function bodyOf(text: string, isNotification = false) {
  const digest = createHash('sha256').update(text).digest('hex');
  return { isNotification, digest };
}

describe('isEventId', () => {
  it.each(['1', 'evt_4711', '!~', 'x'.repeat(128)])('takes %j', (header) => {
    expect(isEventId(header)).toBe(true);
  });

  it.each(['', 'x'.repeat(129), 'a b', 'a\tb', 'ü', 'a\n', '\u007f'])('refuses %j', (header) => {
    expect(isEventId(header)).toBe(false);
  });
});

describe('eventIdOf', () => {
  it("is the sender's own", () => {
    expect(eventIdOf('evt_1', bodyOf('{}'))).toBe('evt_1');
  });

  it('follows from the body where the sender gives none', () => {
    const body = bodyOf('{}');

    expect(eventIdOf(undefined, body)).toBe(`sha256-${body.digest.slice(0, 40)}`);
    expect(isEventId(eventIdOf(undefined, body))).toBe(true);
    expect(eventIdOf(undefined, bodyOf('[]'))).not.toBe(eventIdOf(undefined, body));
  });
});

describe('identityOf', () => {
  it('tells deliveries apart by id and body together', () => {
    const identities = [
      identityOf('1', bodyOf('a')),
      identityOf('2', bodyOf('a')),
      identityOf('1', bodyOf('b')),
      identityOf(undefined, bodyOf('a', true)),
      identityOf(undefined, bodyOf('b', true)),
    ];

    expect(new Set(identities).size).toBe(identities.length);
    expect(identityOf('1', bodyOf('a'))).toBe(identities[0]);
    expect(identityOf(undefined, bodyOf('a', true))).toBe(identities[3]);
  });

  it('has none where neither an id nor the time of sending tells two equal bodies apart', () => {
    expect(identityOf(undefined, bodyOf('a'))).toBeUndefined();
  });

  it('fits into a key, whatever the id', () => {
    expect(identityOf('a:b*{c}', bodyOf('a'))).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(identityOf(undefined, bodyOf('a', true))).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});
