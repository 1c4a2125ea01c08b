import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

import { FakeCogneeApi } from './fake-api.js';
import { type FakeCall, type FakeReply, FakeState } from './fake-state.js';
import { FakeDataset } from './fake-store.js';

/** How the next calls go wrong; the first that fits is used up. */
export interface FakeFault {
  readonly method?: string;
  readonly path?: RegExp;
  readonly times?: number;
  /** `lost`: it is done, but the answer never arrives. `reset`: hangs up at once. */
  readonly kind?: 'lost' | 'reset';
  /** So long nothing happens before that. */
  readonly holdMs?: number;
  /** An answer in place of Cognee's. */
  readonly status?: number;
  readonly body?: string;
  readonly location?: string;
}

/**
 * Cognee 1.6.5 as its clients see it over HTTP, with its answers and its troubles: the lock on a dataset that makes
 * changes wait, equal bytes as one document, runs that are taken back as a whole. What it holds outlives `stop`.
 */
export class FakeCognee extends FakeState {
  readonly calls: { readonly method: string; readonly path: string }[] = [];
  /** Calls that went wrong as they were told to. */
  faultsHit = 0;
  readonly #faults: (FakeFault & { left: number })[] = [];
  readonly #api = new FakeCogneeApi(this);
  #server: Server | undefined;
  #port = 0;
  async start(): Promise<this> {
    this.life += 1;
    const server = createServer((request, response) => {
      this.#handle(request, response).catch(() => {
        response.destroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Goes away with everything under way; `start` brings back what was held. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.life += 1;
    server?.closeAllConnections();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
    for (const [id, dataset] of this.datasets) {
      const next = new FakeDataset(id, dataset.name);
      for (const row of dataset.rows.values()) next.put(row);
      next.runs.push(...dataset.runs);
      this.datasets.set(id, next);
    }
  }

  fail(fault: FakeFault): void {
    this.#faults.push({ ...fault, left: fault.times ?? 1 });
  }

  /** No call goes wrong any more. */
  recover(): void {
    this.#faults.length = 0;
  }

  countCalls(method: string, path: RegExp): number {
    return this.calls.filter((call) => call.method === method && path.test(call.path)).length;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const url = new URL(String(request.url), this.url);
    const { headers } = request;
    const method = String(request.method);
    this.calls.push({ method, path: url.pathname });
    const fault = this.#faultFor(method, url.pathname);
    if (fault?.holdMs !== undefined) await delay(fault.holdMs);
    if (fault?.status !== undefined) {
      answerInstead(response, fault.status, fault);
      return;
    }
    await this.#answer({ method, url, headers, body }, response, fault?.kind);
  }

  async #answer(
    call: FakeCall,
    response: ServerResponse,
    trouble: FakeFault['kind'],
  ): Promise<void> {
    const { life } = this;
    const reply = trouble === 'reset' ? undefined : await this.#api.answer(call);
    if (reply === undefined || trouble === 'lost' || life !== this.life) response.destroy();
    else send(response, reply);
  }

  #faultFor(method: string, path: string): FakeFault | undefined {
    const fault = this.#faults.find(
      ({ left, method: only, path: pattern }) =>
        left > 0 && (only ?? method) === method && (pattern ?? /./).test(path),
    );
    if (fault !== undefined) {
      fault.left -= 1;
      this.faultsHit += 1;
    }
    return fault;
  }
}

function answerInstead(response: ServerResponse, status: number, fault: FakeFault): void {
  const location = fault.location === undefined ? {} : { location: fault.location };
  response.writeHead(status, { 'content-type': 'text/html', ...location });
  response.end(fault.body ?? '<html><body>Bad gateway</body></html>');
}

function send(response: ServerResponse, { status, body, text }: FakeReply): void {
  const type = text === undefined ? 'application/json' : 'text/plain; charset=utf-8';
  response.writeHead(status, { 'content-type': type });
  response.end(text ?? JSON.stringify(body));
}
