import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { Clock } from '../../kernel/clock.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { CallConditions } from './call-conditions.js';
import { type Answer, exchange } from './exchange.js';
import { zohoCodeOf, zohoErrorFrom } from './failed-answer.js';
import { Gate } from './gate.js';
import { httpDateMs } from './http-date.js';
import { growingPauseMs, pausesAfter } from './retry-timing.js';
import { type ZohoError } from './zoho-error.js';

export interface ZohoRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API host, beginning with a slash: `/crm/v8/Deals`. */
  readonly path: `/${string}`;
  /** Undefined values are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** What is asked for, for messages: `3 Deals`. Method and path otherwise. */
  readonly subject?: string;
  /** Whether an unsuccessful answer is one the caller reads itself, rather than an error. */
  readonly accepts?: (answer: ZohoAnswer) => boolean;
}

export interface ZohoAnswer {
  readonly status: number;
  /** Parsed JSON, unchecked; undefined where there was none: 204 (nothing there), 304 (nothing new). */
  readonly body: unknown;
  /** Zoho's clock when it answered, epoch ms, from the `Date` header. */
  readonly serverTimeMs: number | undefined;
  /** API credits left, from `X-API-CREDITS-REMAINING`; Zoho sends it once half of the day's credits are used. */
  readonly creditsRemaining: number | undefined;
}

const maxAnswerBytes = 32 * 1024 * 1024;

/**
 * Calls to the CRM API: authorised, limited in number at a time, in time and in size. A refused access token is renewed
 * and the call repeated once; everything else that fails is the caller's to repeat, as its error says.
 */
@Injectable()
export class ZohoHttp {
  readonly #gate: Gate;
  readonly #timeoutMs: number;
  #limitedInARow = 0;
  #refusedToken: string | undefined;
  #tokensRefusedInARow = 0;

  constructor(
    settings: Settings,
    private readonly tokens: AccessTokens,
    private readonly clock: Clock,
    private readonly conditions: CallConditions,
  ) {
    this.#gate = new Gate(settings.zoho.maxConcurrency);
    this.#timeoutMs = settings.zoho.timeoutMs;
  }

  /**
   * The answer, if it has a status of success (2xx) or is 304. The time limit runs from the moment the call leaves.
   * @throws ZohoError for every other answer, for none, and where no access token can be had
   */
  async request(request: ZohoRequest): Promise<ZohoAnswer> {
    const answer = await this.#gate
      .run(() => this.#authorised(request))
      .catch((error: unknown) => {
        this.conditions.failed(appErrorFrom(error));
        throw error;
      });
    if (answer.status !== 429) this.#limitedInARow = 0;
    const readable = zohoAnswerFrom(answer);
    if (succeeded(answer) || request.accepts?.(readable) === true) {
      this.conditions.answered(readable);
      return readable;
    }
    const error = this.#refusal(request, answer);
    this.conditions.failed(error, readable);
    throw error;
  }

  async #authorised(request: ZohoRequest): Promise<Answer> {
    const first = await this.#attempt(request);
    if (!refusesToken(first)) return first;
    return await this.#attempt(request);
  }

  async #attempt(request: ZohoRequest): Promise<Answer> {
    const { token, apiUrl } = await this.tokens.get();
    const stop = this.conditions.startTimer();
    const answer = await exchange(urlOf(apiUrl, request), initOf(request, token), {
      subject: subjectOf(request),
      timeoutMs: this.#timeoutMs,
      maxBytes: maxAnswerBytes,
    }).finally(stop);
    if (refusesToken(answer)) this.#refused(token);
    else this.#tokensRefusedInARow = 0;
    return answer;
  }

  /** Counts tokens, not the calls that were under way with the same one. */
  #refused(token: string): void {
    if (token !== this.#refusedToken) this.#tokensRefusedInARow += 1;
    this.#refusedToken = token;
    this.tokens.invalidate(token);
  }

  #refusal(request: ZohoRequest, { status, headers, body }: Answer): ZohoError {
    if (status === 429) this.#limitedInARow += 1;
    const pauseMs =
      status === 401
        ? growingPauseMs(pausesAfter.refusedToken, this.#tokensRefusedInARow, Math.random())
        : growingPauseMs(pausesAfter.tooManyCalls, this.#limitedInARow, Math.random());
    return zohoErrorFrom({
      subject: subjectOf(request),
      status,
      body,
      retryAfter: headers.get('retry-after'),
      creditsRemaining: headers.get('x-api-credits-remaining'),
      nowMs: this.clock.now(),
      pauseMs,
    });
  }
}

/** A success that carries something other than JSON is no answer of the API's. */
function succeeded({ status, body }: Answer): boolean {
  return ((status >= 200 && status < 300) || status === 304) && body.kind !== 'unreadable';
}

/** Any 401 but the one for a missing scope, which a new token wouldn't have either. */
function refusesToken({ status, body }: Answer): boolean {
  return status === 401 && zohoCodeOf(body) !== 'OAUTH_SCOPE_MISMATCH';
}

function zohoAnswerFrom({ status, headers, body }: Answer): ZohoAnswer {
  return {
    status,
    body: body.kind === 'json' ? body.value : undefined,
    serverTimeMs: httpDateMs(headers.get('date')),
    creditsRemaining: creditsFrom(headers.get('x-api-credits-remaining')),
  };
}

function creditsFrom(header: string | null): number | undefined {
  const text = header?.trim() ?? '';
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function subjectOf({ subject, method, path }: ZohoRequest): string {
  return subject ?? `${method} ${path}`;
}

function urlOf(apiUrl: string, { path, query = {} }: ZohoRequest): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => {
    return entry[1] !== undefined;
  });
  const search = new URLSearchParams(given).toString();
  return `${apiUrl}${path}${search === '' ? '' : `?${search}`}`;
}

function initOf({ method, headers, body }: ZohoRequest, token: string): RequestInit {
  const json = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return {
    method,
    headers: { ...headers, ...json, Authorization: `Zoho-oauthtoken ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}
