import { type CogneeSettings } from '../../../config/settings.js';
import { boundedText, networkCode } from '../../../kernel/fetched.js';
import { jsonFrom, jsonObject } from '../../../kernel/json.js';
import { callSpan, noteStatus } from '../../../observability/call-span.js';
import { type CogneeCounters } from '../cognee-counters.js';
import { CogneeError, cogneeErrorFrom, type RefusedAnswer, unreachable } from './cognee-error.js';

export interface CogneeRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Beginning with a slash. */
  readonly path: string;
  /** Sent as JSON, or as it is where it is a form. */
  readonly body?: FormData | URLSearchParams | Readonly<Record<string, unknown>>;
  /** What is asked for, for messages: `3 documents`. */
  readonly subject: string;
  readonly timeoutMs: number;
  /** The answer is the text itself; JSON otherwise. */
  readonly asText?: boolean;
  /** Only the status counts: the body is not read. */
  readonly ignoreBody?: boolean;
}

const mostRedirects = 3;
const loginTimeoutMs = 10_000;
const maxAnswerBytes = 256 * 1024 * 1024;

/**
 * Calls to one Cognee server, authorised by an API key or, without one, by logging in. A token that is refused is
 * renewed and the call repeated once. Redirects within the server are followed with method and body (Cognee Cloud adds
 * a slash with 307); what leads elsewhere is not, because credentials go along.
 */
export class CogneeHttp {
  readonly #base: URL;
  #token: Promise<string> | undefined;

  constructor(
    private readonly settings: CogneeSettings,
    private readonly counters: CogneeCounters,
  ) {
    this.#base = new URL(settings.url ?? 'http://127.0.0.1:8000');
  }

  /** The body of a successful answer. @throws CogneeError for every other answer and for none */
  async request(request: CogneeRequest): Promise<unknown> {
    const usesLogin = this.settings.apiKey === undefined;
    const token = usesLogin ? await this.#tokenOf() : undefined;
    try {
      return await this.#send(request, token);
    } catch (error) {
      const refused = error instanceof CogneeError && error.code === 'memory.unauthorized';
      if (!refused || token === undefined) throw error;
      this.#token = undefined;
      return this.#send(request, await this.#tokenOf());
    }
  }

  #tokenOf(): Promise<string> {
    this.#token ??= this.#login().catch((error: unknown) => {
      this.#token = undefined;
      throw error;
    });
    return this.#token;
  }

  async #login(): Promise<string> {
    const { email, password } = this.settings;
    const subject = 'the login of COGNEE_EMAIL';
    const body = new URLSearchParams({ username: email ?? '', password: password?.reveal() ?? '' });
    const request: CogneeRequest = {
      method: 'POST',
      path: '/api/v1/auth/login',
      body,
      subject,
      timeoutMs: loginTimeoutMs,
    };
    try {
      const { access_token: token } = jsonObject(await this.#send(request, undefined));
      if (typeof token === 'string') return token;
    } catch (error) {
      // `LOGIN_BAD_CREDENTIALS` comes with 400, like a malformed form.
      if (!(error instanceof CogneeError) || error.code !== 'memory.refused') throw error;
      throw cogneeErrorFrom(subject, { status: 401, body: { detail: error.words } });
    }
    throw cogneeErrorFrom(subject, { status: 200, body: undefined });
  }

  async #send(request: CogneeRequest, token: string | undefined): Promise<unknown> {
    const { subject } = request;
    this.counters.calls += 1;
    let response: Response;
    let text = '';
    try {
      response = await callSpan(request.method, this.#url(request), async (call) => {
        const answer = await this.#follow(request, token);
        noteStatus(call, answer.status);
        return answer;
      });
      if (request.ignoreBody === true && response.ok) await response.body?.cancel();
      else text = await bodyText(response, subject);
    } catch (error) {
      if (error instanceof CogneeError) throw error;
      throw unreachable(subject, reasonOf(error), error);
    }
    if (!response.ok) throw cogneeErrorFrom(subject, refusedAnswer(response.status, text));
    if (request.ignoreBody === true) return undefined;
    if (request.asText === true) return text;
    const { body } = refusedAnswer(response.status, text);
    if (body === undefined) throw cogneeErrorFrom(subject, { status: response.status, body });
    return body;
  }

  async #follow(request: CogneeRequest, token: string | undefined): Promise<Response> {
    const signal = AbortSignal.timeout(request.timeoutMs);
    let url = this.#url(request);
    for (let hops = 0; ; hops += 1) {
      const response = await fetch(url, {
        ...initOf(request),
        ...this.#auth(request, token),
        signal,
      });
      const location = response.headers.get('location');
      if (response.status !== 307 && response.status !== 308) return response;
      await response.body?.cancel();
      const next = location === null ? undefined : new URL(location, url);
      if (next?.origin !== url.origin || hops >= mostRedirects) {
        throw cogneeErrorFrom(request.subject, { status: response.status, body: undefined });
      }
      url = next;
    }
  }

  #url({ path }: CogneeRequest): URL {
    return new URL(`${this.#base.pathname.replace(/\/+$/, '')}${path}`, this.#base);
  }

  #auth(request: CogneeRequest, token: string | undefined): Pick<RequestInit, 'headers'> {
    const json: Record<string, string> =
      request.body === undefined || isForm(request.body)
        ? {}
        : { 'Content-Type': 'application/json' };
    const { apiKey } = this.settings;
    if (apiKey !== undefined) return { headers: { ...json, 'X-Api-Key': apiKey.reveal() } };
    return { headers: token === undefined ? json : { ...json, Authorization: `Bearer ${token}` } };
  }
}

function isForm(body: CogneeRequest['body']): body is FormData | URLSearchParams {
  return body instanceof FormData || body instanceof URLSearchParams;
}

function initOf({ method, body }: CogneeRequest): RequestInit {
  const init: RequestInit = { method, redirect: 'manual' };
  if (body === undefined) return init;
  return { ...init, body: isForm(body) ? body : JSON.stringify(body) };
}

/** The JSON of an answer; `null` for an empty one, which is how Cognee says that something is done. */
function refusedAnswer(status: number, text: string): RefusedAnswer {
  return { status, body: text.trim() === '' ? null : jsonFrom(text) };
}

async function bodyText(response: Response, subject: string): Promise<string> {
  const text = await boundedText(response, maxAnswerBytes);
  if (text === undefined) throw unreachable(subject, `more than ${maxAnswerBytes} bytes`);
  return text;
}

function reasonOf(error: unknown): string {
  const { name, message } = error as Error;
  return networkCode(error) ?? (name === 'TimeoutError' ? 'no answer in time' : message);
}
