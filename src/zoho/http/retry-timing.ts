import { httpDateMs } from './http-date.js';

/** Longer than any limit of Zoho's lasts: its credits are counted over a rolling day. */
const longestPauseMs = 24 * 3_600_000;

/**
 * The wait a `Retry-After` header asks for, in milliseconds: seconds, or an HTTP date. Undefined where it is absent,
 * unreadable, or already over. At most a day.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  const isSeconds = /^\d+(\.\d+)?$/.test(text);
  const waitMs = isSeconds ? Number(text) * 1000 : (httpDateMs(text) ?? nowMs) - nowMs;
  if (!(waitMs > 0)) return undefined;
  return Math.ceil(Math.min(waitMs, longestPauseMs));
}

interface Pauses {
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** Where Zoho doesn't say how long: after too many calls at once, a refused access token, a token not had. */
export const pausesAfter = {
  tooManyCalls: { shortestMs: 500, longestMs: 5000 },
  refusedToken: { shortestMs: 1000, longestMs: 60_000 },
  noToken: { shortestMs: 5000, longestMs: 120_000 },
} as const satisfies Record<string, Pauses>;

/**
 * How long to pause after so many failures in a row: doubled with each of them. The upper half is spread by `random`
 * (0 to 1) so that processes don't come back together.
 */
export function growingPauseMs(pauses: Pauses, inARow: number, random: number): number {
  const ceilingMs = Math.min(pauses.longestMs, pauses.shortestMs * 2 ** (Math.max(inARow, 1) - 1));
  return Math.round(ceilingMs / 2 + (random * ceilingMs) / 2);
}
