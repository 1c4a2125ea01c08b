import { type Secret } from '../kernel/secret.js';
import { newClaim, readClaim } from './claim.js';

/** A working day. */
export const sessionMs = 12 * 3_600_000;

const purpose = 'console session';
const cookieName = 'zoho_sync_session';

/** A session of a browser that showed the token. */
export function newSession(token: Secret, nowMs: number): string {
  return newClaim(purpose, token, nowMs + sessionMs);
}

/** When the session ends, epoch ms; undefined for one that has ended, or that this token didn't make. */
export function readSession(session: string, token: Secret, nowMs: number): number | undefined {
  return readClaim(purpose, session, token, nowMs)?.endsAtMs;
}

/** The session among the cookies of a request. */
export function sessionIn(cookies = ''): string | undefined {
  return cookies
    .split(';')
    .map((pair) => pair.trim().split('='))
    .find(([name]) => name === cookieName)?.[1];
}

/**
 * The header that has a browser keep the session, or forget it where there is none. No script can read it, and no other
 * site has it sent. `secure`: the page came by https, and so must all that shows it.
 */
export function sessionCookie(session: string | undefined, { secure = false } = {}): string {
  const age = session === undefined ? 0 : sessionMs / 1000;
  const attributes = ['Path=/', `Max-Age=${age}`, 'HttpOnly', 'SameSite=Strict'];
  return [`${cookieName}=${session ?? ''}`, ...attributes, ...(secure ? ['Secure'] : [])].join(
    '; ',
  );
}
