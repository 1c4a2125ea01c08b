import { growingPauseMs, pausesAfter } from '../http/retry-timing.js';
import { type TokenAnswer } from './token-endpoint.js';
import { failureCountsForMs, type TokenFailure } from './token-error.js';
import { type StoredToken } from './token-store.js';

const renewBeforeMs = 5 * 60_000;
const recentMs = 2 * 60_000;

/** The token an answer issued, with the times that follow from it. */
export function storedTokenFrom(
  issued: TokenAnswer & { readonly status: 'issued' },
  provenBy: string,
  nowMs: number,
): StoredToken {
  const { token, apiDomain, lifetimeMs, scopes } = issued;
  return {
    token,
    apiDomain,
    expiresAtMs: nowMs + lifetimeMs,
    renewAtMs: nowMs + lifetimeMs - Math.min(renewBeforeMs, lifetimeMs / 4),
    issuedAtMs: nowMs,
    scopes,
    provenBy,
  };
}

/** Whether the token was issued within the time in which another one shouldn't be asked for lightly. */
export function isRecent({ issuedAtMs }: StoredToken, nowMs: number): boolean {
  return nowMs - issuedAtMs < recentMs;
}

/** Whether the token can be sent: neither ended nor refused. */
export function isUsable(
  token: StoredToken | undefined,
  refused: string | undefined,
  nowMs: number,
): token is StoredToken {
  return token !== undefined && token.token !== refused && nowMs < token.expiresAtMs;
}

/**
 * The failure with the pause that it deserves after the one before: one that only Zoho knows the end of, or the network,
 * is followed by a longer pause each time.
 */
export function spacedOut(
  failure: TokenFailure,
  before: TokenFailure | undefined,
  nowMs: number,
  random: number,
): TokenFailure {
  if (!isOpenEnded(failure)) return failure;
  const goesOn =
    before !== undefined && isOpenEnded(before) && nowMs - before.untilMs < failureCountsForMs;
  const inARow = goesOn ? before.inARow + 1 : 1;
  const untilMs = nowMs + growingPauseMs(pausesAfter.noToken, inARow, random);
  return { ...failure, inARow, untilMs: Math.max(failure.untilMs, untilMs) };
}

function isOpenEnded({ kind }: TokenFailure): boolean {
  return kind === 'unknown' || kind === 'unavailable';
}
