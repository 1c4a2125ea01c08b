/** Longer than any limit of Zoho's lasts: its credits are counted over a rolling day. */
const longestPauseMs = 24 * 3_600_000;

/**
 * The wait a `Retry-After` header asks for, in milliseconds: seconds, or an HTTP date. Undefined where it is absent,
 * unreadable, or already over. At most a day.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  if (!(waitMs > 0)) return undefined;
  return Math.ceil(Math.min(waitMs, longestPauseMs));
}

const shortestMs = 250;
const longestMs = 5000;

/**
 * How long to pause after a refusal for too many calls at once: 250 ms, doubled with every further refusal in a row up
 * to 5 s, of which the upper half is spread by `random` (0 to 1) so that processes don't come back together.
 */
export function concurrencyPauseMs(refusalsInARow: number, random: number): number {
  const ceilingMs = Math.min(longestMs, shortestMs * 2 ** Math.max(refusalsInARow, 1));
  return Math.round(ceilingMs / 2 + (random * ceilingMs) / 2);
}
