import { retryAfter } from '../../kernel/app-error.js';
import { ZohoError } from '../http/zoho-error.js';

export const tokenFailureKinds = ['throttled', 'rejected', 'unavailable'] as const;

/** Why there is no new access token, and until when asking again is pointless. */
export interface TokenFailure {
  readonly kind: (typeof tokenFailureKinds)[number];
  /** Zoho's word for it (`invalid_code`), or ours. */
  readonly reason: string;
  /** Epoch ms; until then nobody asks again. */
  readonly untilMs: number;
}

/** How long nobody asks again. Asking during Zoho's throttle makes it last longer. */
export const quietMs = { throttled: 10 * 60_000, rejected: 60_000, unavailable: 5000 } as const;

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
    case 'unavailable':
      return new ZohoError(
        'zoho.token_unavailable',
        `No Zoho access token can be had for now (${failure.reason}): it is tried again`,
        { retry: retryAfter(leftMs) },
      );
  }
}

export function credentialsMissing(): ZohoError {
  return new ZohoError(
    'zoho.credentials_missing',
    'Zoho can only be asked with ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET and ZOHO_REFRESH_TOKEN set',
    { retry: { kind: 'never' } },
  );
}
