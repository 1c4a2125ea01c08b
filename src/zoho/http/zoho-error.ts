import { AppError, type Retry } from '../../kernel/app-error.js';

export type ZohoErrorCode =
  /** Too many calls at once. */
  | 'zoho.rate_limited'
  /** The API credits of the last 24 hours are used up. */
  | 'zoho.quota_exhausted'
  /** A token that was just issued is refused. */
  | 'zoho.unauthorized'
  /** The refresh token was granted without a scope that is needed. */
  | 'zoho.scope_missing'
  /** The call itself is at fault: the same call will be refused again. */
  | 'zoho.refused'
  /** Zoho, or the way to it, is out of order. */
  | 'zoho.unavailable'
  | 'zoho.timeout'
  /** Not an answer of Zoho's API: no JSON, an unknown shape, a redirect, too large. */
  | 'zoho.bad_answer'
  /** No Zoho credentials are set. */
  | 'zoho.credentials_missing'
  /** The client id, its secret or the refresh token isn't accepted: a person has to act. */
  | 'zoho.credentials_rejected'
  /** Too many access tokens were asked for. */
  | 'zoho.token_throttled'
  /** No access token was issued, for a reason that only Zoho knows. */
  | 'zoho.token_refused'
  /** No access token can be had for now. */
  | 'zoho.token_unavailable';

interface ZohoErrorOptions {
  readonly retry: Retry;
  readonly cause?: unknown;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** Zoho's own code, `INVALID_DATA`, where it gave one. */
  readonly zohoCode?: string | undefined;
  /** The parameter or field that Zoho blames, where it said so. */
  readonly field?: string | undefined;
}

/** A failure of a call to Zoho. Its message never holds a token, a secret, or the contents of a record. */
export class ZohoError extends AppError {
  declare readonly code: ZohoErrorCode;
  readonly status: number | undefined;
  readonly zohoCode: string | undefined;
  readonly field: string | undefined;

  constructor(code: ZohoErrorCode, message: string, options: ZohoErrorOptions) {
    super(code, message, options);
    this.status = options.status;
    this.zohoCode = options.zohoCode;
    this.field = options.field;
  }
}
