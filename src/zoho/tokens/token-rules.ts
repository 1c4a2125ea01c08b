import { type TokenAnswer } from './token-endpoint.js';
import { type StoredToken } from './token-store.js';

const renewBeforeMs = 5 * 60_000;
/** Two in two minutes are ten in ten, Zoho's limit; and a first refusal can be answered at once. */
const spacingMs = 2 * 60_000;

/** The token an answer issued, with the times that follow from it. */
export function storedTokenFrom(
  issued: TokenAnswer & { readonly status: 'issued' },
  {
    last,
    provenBy,
    nowMs,
  }: {
    readonly last: StoredToken | undefined;
    readonly provenBy: string;
    readonly nowMs: number;
  },
): StoredToken {
  const { token, apiDomain, lifetimeMs, scopes } = issued;
  const previous = last?.issuedAtMs[0];
  return {
    token,
    apiDomain,
    expiresAtMs: nowMs + lifetimeMs,
    renewAtMs: nowMs + lifetimeMs - Math.min(renewBeforeMs, lifetimeMs / 4),
    issuedAtMs: previous === undefined ? [nowMs] : [nowMs, previous],
    scopes,
    provenBy,
  };
}

/** Whether the token was issued within the time in which another one shouldn't be asked for lightly. */
export function isRecent({ issuedAtMs: [issuedAtMs = 0] }: StoredToken, nowMs: number): boolean {
  return nowMs - issuedAtMs < spacingMs;
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
 * When the next token may be asked for. At once where the last one has come to its end; where it was refused before
 * that, at most twice in two minutes, so that a token refused again and again doesn't lock the account out.
 */
export function mayAskAgainAtMs(last: StoredToken | undefined, nowMs: number): number {
  const beforeLast = last?.issuedAtMs[1];
  if (last === undefined || beforeLast === undefined || last.expiresAtMs <= nowMs) return nowMs;
  return beforeLast + spacingMs;
}
