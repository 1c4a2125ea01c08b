import { type Retry, retryAfter, retryLater, retryNever } from '../../kernel/app-error.js';
import { jsonObject } from '../../kernel/json.js';
import { type AnswerBody, kindOfAnswer } from './exchange.js';
import { retryAfterMs } from './retry-timing.js';
import { ZohoError, type ZohoErrorCode } from './zoho-error.js';

/** Credits come back bit by bit, as those of 24 hours ago are forgotten. */
const quotaPauseMs = 15 * 60_000;

/** All that is known of an answer that isn't a success. */
export interface FailedAnswer {
  /** What was asked for: `3 Deals`. */
  readonly subject: string;
  readonly status: number;
  readonly body: AnswerBody;
  /** Header `Retry-After`. */
  readonly retryAfter: string | null;
  /** Header `X-API-CREDITS-REMAINING`, which Zoho sends once half of the day's credits are used. */
  readonly creditsRemaining: string | null;
  readonly nowMs: number;
  /** How long to wait where Zoho limits calls at once or refuses the token, and doesn't say for how long. */
  readonly pauseMs: number;
}

interface Verdict {
  readonly code: ZohoErrorCode;
  readonly retry: Retry;
  readonly remedy: string;
}

/**
 * What an unsuccessful answer means and whether asking again can help. Statuses and codes: "Status Codes" and "API
 * limits" of Zoho CRM's API v8. A wait that Zoho asks for is kept exactly.
 */
export function zohoErrorFrom(answer: FailedAnswer): ZohoError {
  const zohoCode = zohoCodeOf(answer.body);
  const { code, retry, remedy } = verdictOn(answer, zohoCode);
  const asked = retry.kind === 'never' ? undefined : askedPause(answer);
  const field = fieldOf(answer.body);
  const what = [kindOfAnswer(answer), zohoCode, field].filter(Boolean).join(' ');
  return new ZohoError(code, `Zoho refused ${answer.subject} (${what}): ${remedy}`, {
    retry: asked ?? retry,
    status: answer.status,
    zohoCode,
    field,
  });
}

function verdictOn(answer: FailedAnswer, zohoCode: string | undefined): Verdict {
  const { status } = answer;
  if (zohoCode === 'OAUTH_SCOPE_MISMATCH') return scopeMissing;
  if (status === 401) return unauthorized(answer);
  if (status === 429) return tooMany(answer);
  if (status === 408 || status >= 500) return unavailable;
  // A page instead of JSON comes from something between us and Zoho, and says nothing about the call.
  if (status < 400 || answer.body.kind === 'unreadable') return badAnswer;
  return refused;
}

const scopeMissing: Verdict = {
  code: 'zoho.scope_missing',
  retry: retryNever,
  remedy: 'the refresh token lacks a scope; grant it anew with the scopes the documentation lists',
};

const unavailable: Verdict = {
  code: 'zoho.unavailable',
  retry: retryLater,
  remedy: 'Zoho is out of order; it is tried again',
};

const badAnswer: Verdict = {
  code: 'zoho.bad_answer',
  retry: retryLater,
  remedy: 'the answer is not one of the Zoho API; check proxies and ZOHO_API_URL',
};

const refused: Verdict = {
  code: 'zoho.refused',
  retry: retryNever,
  remedy: 'the same call would be refused again; check the record, the module and the permissions',
};

function unauthorized({ pauseMs }: FailedAnswer): Verdict {
  return {
    code: 'zoho.unauthorized',
    retry: retryAfter(pauseMs),
    remedy:
      'a new access token was refused too; check ZOHO_DATA_CENTER and that the user is active',
  };
}

function tooMany(answer: FailedAnswer): Verdict {
  if (creditsAreGone(answer)) {
    return {
      code: 'zoho.quota_exhausted',
      retry: retryAfter(quotaPauseMs),
      remedy: 'the API credits of the last 24 hours are used up; work goes on as they come back',
    };
  }
  return {
    code: 'zoho.rate_limited',
    retry: retryAfter(answer.pauseMs),
    remedy: 'too many calls at once; lower ZOHO_MAX_CONCURRENCY if this goes on',
  };
}

/** One code stands for both limits. The header tells them apart; without it, only Zoho's text can. */
function creditsAreGone({ creditsRemaining, body }: FailedAnswer): boolean {
  const header = creditsRemaining?.trim() ?? '';
  if (/^-?\d+$/.test(header)) return Number(header) <= 0;
  const { message } = errorIn(body);
  if (typeof message !== 'string' || /concurren/i.test(message)) return false;
  return /24[\s-]?hours?|credit|per day|daily/i.test(message);
}

function askedPause(answer: FailedAnswer): Retry | undefined {
  const waitMs = retryAfterMs(answer.retryAfter, answer.nowMs);
  return waitMs === undefined ? undefined : retryAfter(waitMs);
}

/** The error is the body itself, or the first entry of `data` or `watch`. */
function errorIn(body: AnswerBody): Readonly<Record<string, unknown>> {
  if (body.kind !== 'json') return {};
  const answer = jsonObject(body.value);
  const entries = answer['data'] ?? answer['watch'];
  return 'code' in answer || !Array.isArray(entries) ? answer : jsonObject(entries[0]);
}

/** Zoho's code, if it looks like one: it comes from outside and goes into messages and logs. */
export function zohoCodeOf(body: AnswerBody): string | undefined {
  const { code } = errorIn(body) as { code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? code : undefined;
}

/** The parameter or field that Zoho blames, by name. */
function fieldOf(body: AnswerBody): string | undefined {
  const { api_name: field, param_name: parameter } = jsonObject(errorIn(body)['details']);
  return [field, parameter].find(isName);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[\w$]{1,64}$/.test(value);
}
