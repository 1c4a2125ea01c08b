import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { readSettings } from '../../src/config/read-settings.js';
import { type Settings } from '../../src/config/settings.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { Metrics } from '../../src/observability/metrics.js';
import { ProcessConditions } from '../../src/observability/process-conditions.js';
import { RedisConnections } from '../../src/redis/redis-connections.js';
import { CallConditions } from '../../src/zoho/http/call-conditions.js';
import { type AccessToken, AccessTokens } from '../../src/zoho/tokens/access-tokens.js';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ScriptedReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  /** `silent`: never answers. `endless`: sends headers and part of the body, then nothing. `cut`: hangs up. */
  readonly fault?: 'silent' | 'endless' | 'cut';
}

export type Script = (request: ReceivedRequest) => ScriptedReply | Promise<ScriptedReply>;

export interface ScriptedServer {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  /** What is answered from now on; forgets what was received. */
  play(script: Script): void;
  close(): Promise<void>;
}

/** For specs: an HTTP server that answers, and misbehaves, as told. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const received: ReceivedRequest[] = [];
  let script: Script = () => ({ status: 500 });
  const server = createServer((request, response) => {
    void receivedFrom(request).then(async (call) => {
      received.push(call);
      reply(response, await script(call));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    play: (next) => {
      script = next;
      received.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function receivedFrom(request: IncomingMessage): Promise<ReceivedRequest> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const { method = '', headers } = request;
  const body = await text(request);
  return { method, headers, path: url.pathname, query: url.searchParams, body };
}

function reply(response: ServerResponse, script: ScriptedReply): void {
  const { status = 200, headers = {}, json, fault } = script;
  if (fault === 'silent') return;
  const body = json === undefined ? (script.text ?? '') : JSON.stringify(json);
  response.writeHead(status, { ...headers, ...(fault && { 'content-length': '100000' }) });
  if (fault === undefined) response.end(body);
  else
    response.write(body === '' ? '{"data":[' : body, () => {
      if (fault === 'cut') response.destroy();
    });
}

/** Settings as the environment gives them, with Zoho at `url`. */
export function settingsFor(
  url: string,
  variables: Readonly<Record<string, string>> = {},
): Settings {
  return readSettings({
    WEBHOOK_SECRET: 'ab'.repeat(32),
    REDIS_URL: 'redis://127.0.0.1:1',
    ZOHO_ACCOUNTS_URL: url,
    ZOHO_API_URL: url,
    ...variables,
  });
}

/** What watches calls in a test of them. */
export function callConditions(): CallConditions {
  return new CallConditions(new Metrics(), new ProcessConditions(new SystemClock()));
}

/** For specs: tokens `token-1`, `token-2`, … for the API at `url`; the next one whenever one is refused. */
export class CountedTokens extends AccessTokens {
  readonly #url: string;
  #count = 1;

  constructor(url: string) {
    super(
      settingsFor(url),
      Object.create(RedisConnections.prototype) as RedisConnections,
      new SystemClock(),
      new Metrics(),
    );
    this.#url = url;
  }

  override get(): Promise<AccessToken> {
    return Promise.resolve({ token: `token-${this.#count}`, apiUrl: this.#url });
  }

  override invalidate(token: string): void {
    if (token === `token-${this.#count}`) this.#count += 1;
  }
}
