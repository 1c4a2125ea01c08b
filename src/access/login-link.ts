import { type Secret } from '../kernel/secret.js';
import { type Claim, newClaim, readClaim } from './claim.js';

const purpose = 'console login';
const goodForMs = 3_600_000;

/**
 * The address by which whoever has the token lets a browser in, once and within an hour. The code stands behind the `#`,
 * which browsers send to nobody, so no log has it.
 */
export function loginLink(baseUrl: string, token: Secret, nowMs: number): string {
  return `${baseUrl}/console#login=${newClaim(purpose, token, nowMs + goodForMs)}`;
}

/** What the code of a link claims; undefined for one that has ended, or that this token didn't make. */
export function readLoginCode(code: string, token: Secret, nowMs: number): Claim | undefined {
  return readClaim(purpose, code, token, nowMs);
}
