import { randomBytes } from 'node:crypto';

import { type Secret } from '../kernel/secret.js';
import { deriveToken, equalInConstantTime } from '../kernel/signing.js';

/** A working day. */
export const sessionMs = 12 * 3_600_000;

const cookieName = 'zoho_sync_session';

/**
 * A session that whoever has the token can make, and nobody else: `<epoch ms of its end>.<random>.<signature>`. Every
 * process can read it, also while Redis is away; it ends by itself, and with the token.
 */
export function newSession(token: Secret, nowMs: number): string {
  const claim = `${nowMs + sessionMs}.${randomBytes(12).toString('base64url')}`;
  return `${claim}.${signatureOf(claim, token)}`;
}

/** When the session ends, epoch ms; undefined for one that has ended, or that this token didn't make. */
export function readSession(session: string, token: Secret, nowMs: number): number | undefined {
  const [, claim = '', end = '', signature = ''] =
    /^((\d{1,16})\.[\w-]{16})\.([\w-]{43})$/.exec(session) ?? [];
  if (!equalInConstantTime(signature, signatureOf(claim, token))) return undefined;
  return Number(end) > nowMs ? Number(end) : undefined;
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

function signatureOf(claim: string, token: Secret): string {
  return deriveToken(token, `console session:${claim}`);
}
