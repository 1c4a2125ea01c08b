import { type OAuthClient, type ZohoCredentials } from '../../config/settings.js';
import { type JsonObject, jsonObject } from '../../kernel/json.js';
import { Secret } from '../../kernel/secret.js';
import { shownText } from '../../kernel/shown-text.js';
import { type Answer, exchange, kindOfAnswer } from '../http/exchange.js';
import { retryAfterMs } from '../http/retry-timing.js';
import { ZohoError } from '../http/zoho-error.js';
import { allowedApiDomain } from './data-centers.js';
import { quietMs, type TokenFailure } from './token-error.js';

/** What the token endpoint said. */
export type TokenAnswer =
  | {
      readonly status: 'issued';
      readonly token: string;
      /** The API host the token is for; undefined where none of Zoho's was named. */
      readonly apiDomain: string | undefined;
      readonly lifetimeMs: number;
      /** What was consented to; empty where Zoho didn't say. */
      readonly scopes: readonly string[];
      /** Comes with the redemption of a grant code only. */
      readonly refreshToken: Secret | undefined;
    }
  | { readonly status: 'failed'; readonly failure: TokenFailure };

export interface TokenRequest {
  readonly accountsUrl: string;
  readonly credentials: ZohoCredentials;
  readonly timeoutMs: number;
  readonly nowMs: number;
}

export interface GrantCodeRequest {
  readonly accountsUrl: string;
  readonly client: OAuthClient;
  readonly code: Secret;
  readonly timeoutMs: number;
  readonly nowMs: number;
}

const maxAnswerBytes = 64 * 1024;
const longestLifetimeMs = 3_600_000;
const longestWord = 120;

/**
 * Asks `POST {accounts}/oauth/v2/token` for an access token ("Refresh Access Tokens", Zoho CRM API v8). The parameters
 * travel in the body, because query strings end up in logs. Zoho reports most errors with HTTP 200. Never rejects.
 */
export async function requestToken(request: TokenRequest): Promise<TokenAnswer> {
  const { accountsUrl, credentials, timeoutMs, nowMs } = request;
  const parameters = {
    grant_type: 'refresh_token',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret.reveal(),
    refresh_token: credentials.refreshToken.reveal(),
  };
  return ask(accountsUrl, parameters, timeoutMs, nowMs);
}

/**
 * Redeems the grant code of a self client for a refresh token ("Generate Access Token and Refresh Token", Zoho CRM API
 * v8). A code works once and for ten minutes at most. Never rejects.
 */
export async function redeemGrantCode(request: GrantCodeRequest): Promise<TokenAnswer> {
  const { accountsUrl, client, code, timeoutMs, nowMs } = request;
  const parameters = {
    grant_type: 'authorization_code',
    client_id: client.clientId,
    client_secret: client.clientSecret.reveal(),
    code: code.reveal(),
  };
  return ask(accountsUrl, parameters, timeoutMs, nowMs);
}

async function ask(
  accountsUrl: string,
  parameters: Readonly<Record<string, string>>,
  timeoutMs: number,
  nowMs: number,
): Promise<TokenAnswer> {
  const body = new URLSearchParams(parameters);
  const limits = { subject: 'an access token', timeoutMs, maxBytes: maxAnswerBytes };
  try {
    const url = `${accountsUrl}/oauth/v2/token`;
    const answer = await exchange(url, { method: 'POST', body }, limits);
    return tokenAnswerFrom(answer, secretsOf(parameters), nowMs);
  } catch (error) {
    const reason = error instanceof ZohoError ? error.code : 'unexpected';
    return failed('unavailable', reason, nowMs + quietMs.unavailable);
  }
}

/** What an answer of the token endpoint means, whatever its status. */
function tokenAnswerFrom(answer: Answer, secrets: readonly string[], nowMs: number): TokenAnswer {
  const body = jsonObject(answer.body.kind === 'json' ? answer.body.value : undefined);
  const token = body['access_token'];
  if (answer.status < 300 && isToken(token)) {
    return {
      status: 'issued',
      token,
      apiDomain: allowedApiDomain(body['api_domain']),
      lifetimeMs: lifetimeMsFrom(body),
      scopes: scopesFrom(body['scope']),
      refreshToken: isToken(body['refresh_token']) ? new Secret(body['refresh_token']) : undefined,
    };
  }
  const kind = failureKind(answer.status, body);
  const reason = wordIn(body, secrets) ?? kindOfAnswer(answer);
  const asked = retryAfterMs(answer.headers.get('retry-after'), nowMs) ?? 0;
  return failed(kind, reason, nowMs + Math.max(quietMs[kind], asked));
}

function failed(kind: TokenFailure['kind'], reason: string, untilMs: number): TokenAnswer {
  return { status: 'failed', failure: { kind, reason, untilMs, inARow: 1 } };
}

/** Words of the protocol (RFC 6749) and of Zoho that stay true until a person acts. */
const permanentWord = /^(?:invalid|unauthorized|unsupported)_[a-z_]{1,40}$/;

/**
 * Zoho says its throttle in the user's language, so it is known by its shape: any failure that explains itself and isn't
 * known to be another. Taking one for the throttle costs ten minutes; asking on during the throttle makes it last.
 */
function failureKind(status: number, body: JsonObject): TokenFailure['kind'] {
  const { error } = body;
  if (typeof error === 'string' && permanentWord.test(error)) return 'rejected';
  const explains = body['status'] === 'failure' || typeof body['error_description'] === 'string';
  const throttles = explains || (typeof error === 'string' && /^access denied$/i.test(error));
  if (status === 429 || throttles) return 'throttled';
  return typeof error === 'string' ? 'unknown' : 'unavailable';
}

/** Printable ASCII without spaces: it becomes part of a header. */
function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,2048}$/.test(value);
}

/** Old answers give `expires_in` in milliseconds beside `expires_in_sec`; no token lives longer than an hour. */
function lifetimeMsFrom(body: Readonly<Record<string, unknown>>): number {
  const seconds = Number(body['expires_in_sec'] ?? body['expires_in']);
  return seconds > 0 ? Math.min(seconds * 1000, longestLifetimeMs) : longestLifetimeMs;
}

/** Separated by blanks, or by commas as they are asked for. */
function scopesFrom(scope: unknown): readonly string[] {
  return typeof scope === 'string' ? scope.split(/[\s,]+/).filter((name) => name !== '') : [];
}

/** Zoho's word for the error, or its explanation, in whatever language: it goes into messages and logs. */
function wordIn(body: JsonObject, secrets: readonly string[]): string | undefined {
  const said = [body['error'], body['error_description']].map((text) =>
    typeof text === 'string' ? shownText(withoutSecrets(text, secrets), longestWord) : '',
  );
  return said.find((shown) => shown !== '');
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}

/** What no message may repeat, though an answer did. */
function secretsOf(parameters: Readonly<Record<string, string>>): readonly string[] {
  const { client_secret, refresh_token, code } = parameters;
  return [client_secret, refresh_token, code].flatMap((secret) => secret ?? []);
}
