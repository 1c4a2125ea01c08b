import { retryLater } from '../../kernel/app-error.js';
import { boundedText, networkCode } from '../../kernel/fetched.js';
import { jsonFrom } from '../../kernel/json.js';
import { callSpan, noteStatus } from '../../observability/call-span.js';
import { ZohoError } from './zoho-error.js';

/** What an answer carried. `unreadable`: something, but not JSON; a page comes from something between us and Zoho. */
export type AnswerBody =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'unreadable'; readonly isPage: boolean };

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

export interface ExchangeLimits {
  /** What is asked for, for messages: `3 Deals`. */
  readonly subject: string;
  /** For the whole exchange, the body included. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/**
 * One request and its whole answer, whatever its status. Redirects are not followed, because what is sent is meant for
 * the host that was asked and for no other.
 * @throws ZohoError `zoho.timeout`, `zoho.unavailable` (no answer) or `zoho.bad_answer` (too large); all may be retried
 */
export async function exchange(
  url: string,
  init: RequestInit,
  limits: ExchangeLimits,
): Promise<Answer> {
  return callSpan(init.method ?? 'GET', url, async (call) => {
    const answer = await answerTo(url, init, limits);
    noteStatus(call, answer.status);
    return answer;
  });
}

async function answerTo(url: string, init: RequestInit, limits: ExchangeLimits): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(limits.timeoutMs);
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    const text = await boundedText(response, limits.maxBytes);
    if (text === undefined) throw tooLarge(limits, response.status);
    return { status: response.status, headers: response.headers, body: bodyFrom(text) };
  } catch (error) {
    throw error instanceof ZohoError ? error : transportError(error, limits);
  }
}

/** A comment ends at its first `-->`: one that could end later would make the time grow without bounds. */
const pageBeginning =
  /^\ufeff?\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b/is;

/** Whether a text is an HTML page; exported for its spec. */
export function isPage(text: string): boolean {
  return pageBeginning.test(text);
}

/** The parser's error would quote the text, which may hold contents of records: only the fact is kept. */
function bodyFrom(text: string): AnswerBody {
  if (text.trim() === '') return { kind: 'empty' };
  const value = jsonFrom(text);
  return value === undefined
    ? { kind: 'unreadable', isPage: isPage(text) }
    : { kind: 'json', value };
}

/** What the answer was, for messages: `an HTML page, HTTP 200`. */
export function kindOfAnswer({ status, body }: Pick<Answer, 'status' | 'body'>): string {
  return [whatCame(status, body), `HTTP ${status}`].filter(Boolean).join(', ');
}

function whatCame(status: number, body: AnswerBody): string | undefined {
  if (status >= 300 && status < 400) return 'a redirect';
  if (body.kind === 'unreadable') return body.isPage ? 'an HTML page' : 'no JSON';
  return body.kind === 'empty' && status < 300 ? 'nothing in it' : undefined;
}

function tooLarge({ subject, maxBytes }: ExchangeLimits, status: number): ZohoError {
  const message = `Zoho's answer for ${subject} is larger than ${maxBytes} bytes: it was not read`;
  return new ZohoError('zoho.bad_answer', message, { retry: retryLater, status });
}

/** How Node names a certificate that it doesn't take (`X509` and `TLS` errors of its documentation). */
const distrust = /CERT|ISSUER|ALTNAME|CRL|_CA$/;

const untrusted =
  "what answers for Zoho shows a certificate that isn't trusted; if a proxy of yours does, name its authority in " +
  'NODE_EXTRA_CA_CERTS';

function transportError(error: unknown, { subject, timeoutMs }: ExchangeLimits): ZohoError {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    const message = `Zoho didn't answer for ${subject} within ${timeoutMs} ms: it is tried again`;
    return new ZohoError('zoho.timeout', message, { retry: retryLater, cause: error });
  }
  const code = networkCode(error) ?? 'no connection';
  const remedy = distrust.test(code) ? untrusted : 'check the network';
  const message = `Zoho can't be reached for ${subject} (${code}): ${remedy}`;
  return new ZohoError('zoho.unavailable', message, { retry: retryLater, cause: error });
}
