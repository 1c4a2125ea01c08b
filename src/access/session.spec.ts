import { describe, expect, it } from '@jest/globals';

import { Secret } from '../kernel/secret.js';
import { newSession, readSession, sessionCookie, sessionIn, sessionMs } from './session.js';

const token = new Secret('a-token-that-is-as-long-as-tokens-are');
const nowMs = Date.parse('2026-03-01T09:00:00Z');

describe('a session', () => {
  it('is good for a working day, and for its token alone', () => {
    const session = newSession(token, nowMs);

    expect(readSession(session, token, nowMs)).toBe(nowMs + sessionMs);
    expect(readSession(session, token, nowMs + sessionMs - 1)).toBe(nowMs + sessionMs);
    expect(readSession(session, token, nowMs + sessionMs)).toBeUndefined();
    expect(readSession(session, new Secret('another'), nowMs)).toBeUndefined();
  });

  it('is another one each time, and holds nothing of the token', () => {
    const [one, other] = [newSession(token, nowMs), newSession(token, nowMs)];

    expect(one).not.toBe(other);
    expect(one).not.toContain(token.reveal());
  });

  it('can neither be made longer nor made up', () => {
    const session = newSession(token, nowMs);
    const [end = '', ...rest] = session.split('.');
    const longer = [String(Number(end) + 1), ...rest].join('.');
    const forged = [longer, '', 'x', end, `${session}x`, `${session}.${session}`, `\n${session}`];

    for (const each of forged) expect(readSession(each, token, nowMs)).toBeUndefined();
  });

  it('is found among other cookies, and none where there is none', () => {
    expect(sessionIn('a=1; zoho_sync_session=abc; b=2')).toBe('abc');
    expect(sessionIn('xzoho_sync_session=abc')).toBeUndefined();
    expect(sessionIn(undefined)).toBeUndefined();
  });

  it('is kept from scripts and other sites, and where it came by https, from http', () => {
    expect(sessionCookie('abc')).toBe(
      'zoho_sync_session=abc; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict',
    );
    expect(sessionCookie('abc', { secure: true })).toMatch(/; Secure$/);
    expect(sessionCookie(undefined)).toContain('=; Path=/; Max-Age=0;');
  });
});
