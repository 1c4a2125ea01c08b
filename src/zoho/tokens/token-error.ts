import { retryAfter } from '../../kernel/app-error.js';
import { ZohoError } from '../http/zoho-error.js';

export const tokenFailureKinds = ['throttled', 'rejected', 'unknown', 'unavailable'] as const;

/** Why there is no new access token, and until when asking again is pointless. */
export interface TokenFailure {
  /** `unknown`: Zoho's word for it is none that we know. `unavailable`: there was no answer, or none of Zoho's. */
  readonly kind: (typeof tokenFailureKinds)[number];
  /** Zoho's word for it (`invalid_code`), or ours. */
  readonly reason: string;
  /** Epoch ms; until then nobody asks again. */
  readonly untilMs: number;
  /** Which one in a row it is of those whose end nobody knows (`unknown`, `unavailable`), from 1. */
  readonly inARow: number;
}

/** How long nobody asks again. Asking during Zoho's throttle makes it last longer. */
export const quietMs = {
  throttled: 10 * 60_000,
  rejected: 60_000,
  unknown: 5000,
  unavailable: 5000,
} as const;

/** So long the last failure counts for how long the next one lasts. */
export const failureCountsForMs = 5 * 60_000;

/** How long the work waits for a person to put the credentials right. */
const rejectedPauseMs = 60_000;

/**
 * The failure as an error. It always pauses: a record isn't to blame for a missing token, so no attempt is used up and
 * nothing is given up while an operator renews the credentials.
 */
export function tokenError(failure: TokenFailure, nowMs: number): ZohoError {
  const leftMs = Math.max(failure.untilMs - nowMs, 1000);
  switch (failure.kind) {
    case 'throttled':
      return new ZohoError(
        'zoho.token_throttled',
        `Zoho issues no access token for now (${failure.reason}): too many were asked for; check whether another program uses the same refresh token`,
        { retry: retryAfter(leftMs) },
      );
    case 'rejected':
      return new ZohoError(
        'zoho.credentials_rejected',
        `Zoho rejects the credentials (${failure.reason}): check ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET, ZOHO_REFRESH_TOKEN and ZOHO_DATA_CENTER`,
        { retry: retryAfter(rejectedPauseMs) },
      );
    case 'unknown':
      return new ZohoError(
        'zoho.token_refused',
        `Zoho gives no access token, and why is a word not known here (${failure.reason}): it is tried again; check the credentials with \`zoho-sync auth check\``,
        { retry: retryAfter(leftMs) },
      );
    case 'unavailable':
      return new ZohoError(
        'zoho.token_unavailable',
        `No Zoho access token can be had for now (${failure.reason}): it is tried again; check the network and ZOHO_ACCOUNTS_URL if this goes on`,
        { retry: retryAfter(leftMs) },
      );
  }
}

/** Asking is put off so that Zoho, which issues ten in ten minutes, doesn't lock the account out. */
export function budgetSpent(forMs: number): ZohoError {
  return new ZohoError(
    'zoho.token_throttled',
    'No further access token is asked for now, as too many were within minutes: check ZOHO_DATA_CENTER, that the user is active, and whether another program uses the same refresh token',
    { retry: retryAfter(forMs) },
  );
}

export function credentialsMissing(): ZohoError {
  return new ZohoError(
    'zoho.credentials_missing',
    'Zoho can only be asked with ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET and ZOHO_REFRESH_TOKEN set',
    { retry: { kind: 'never' } },
  );
}
