import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { type ZohoTime } from '../zoho-time.js';
import { type CrmRouter } from './crm-router.js';
import {
  errorEnvelope,
  invalidUrl,
  responseFrom,
  type SimRequest,
  type SimResponse,
} from './exchange.js';
import { type Fault, type Faults } from './faults.js';
import { type Entry, type Limits } from './limits.js';
import { type RequestLog } from './request-log.js';

export interface ServerParts {
  readonly time: ZohoTime;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly log: RequestLog;
  readonly crm: CrmRouter;
  readonly token: (request: SimRequest) => SimResponse;
  readonly control: (request: SimRequest) => SimResponse;
}

/** Anything larger isn't kept, and is answered as if it were empty. */
const largestBodyBytes = 10 * 1024 * 1024;
const controlPrefix = '/_sim/';
const noFault: Fault = {};

/** The HTTP side of the simulator: one server for the accounts host, the API host and the control API. */
export class SimServer {
  private readonly server: Server;
  private latencyMs = 0;

  constructor(private readonly parts: ServerParts) {
    this.server = createServer((incoming, outgoing) => {
      this.handle(incoming, outgoing).catch((error: unknown) => {
        this.fail(outgoing, error);
      });
    });
  }

  /** Listens on the loopback interface only; 0 is any free port. Returns the URL. */
  listen(port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        const { port: bound } = this.server.address() as AddressInfo;
        resolve(`http://127.0.0.1:${bound}`);
      });
    });
  }

  /** Also ends the connections of requests that hang. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeAllConnections();
    });
  }

  /** How long every answer takes from now on, control calls aside. */
  setLatency(latencyMs: number): void {
    this.latencyMs = latencyMs;
  }

  private async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    if (body === undefined) return;
    const request = requestFrom(incoming, body);
    if (`${request.path}/`.startsWith(controlPrefix)) {
      this.send(outgoing, this.parts.control(request));
      return;
    }
    await this.handleCall(request, outgoing);
  }

  private async handleCall(request: SimRequest, outgoing: ServerResponse): Promise<void> {
    const entry = this.enter(request);
    outgoing.once('close', entry.leave);
    const fault = this.parts.faults.take(request.method, pathAndQueryOf(request)) ?? noFault;
    const delayMs = this.latencyMs + (fault.delayMs ?? 0);
    if (delayMs > 0) await wait(delayMs, undefined, { ref: false });
    if (fault.hang === true || fault.dropConnection === true) {
      this.parts.log.add(request, 0, this.parts.time.now());
      if (fault.dropConnection === true) outgoing.destroy();
      return;
    }
    const response = faultResponse(fault) ?? this.answer(request, entry.crowded);
    this.parts.log.add(request, response.status, this.parts.time.now());
    // The call ends before its answer leaves: whoever has the answer may call again at once.
    entry.leave();
    this.send(outgoing, response);
  }

  private enter(request: SimRequest): Entry {
    return request.path.startsWith('/crm/')
      ? this.parts.limits.enter(this.parts.crm.price(request))
      : { crowded: false, leave: () => undefined };
  }

  private answer(request: SimRequest, crowded: boolean): SimResponse {
    if (request.path === '/oauth/v2/token' && request.method === 'POST') {
      return this.parts.token(request);
    }
    return request.path.startsWith('/crm/')
      ? this.parts.crm.answer(request, crowded)
      : responseFrom(invalidUrl());
  }

  private send(outgoing: ServerResponse, { status, body, headers }: SimResponse): void {
    if (outgoing.destroyed) return;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    outgoing.sendDate = false;
    outgoing.writeHead(status, {
      Date: new Date(this.parts.time.now()).toUTCString(),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json;charset=utf-8' }),
      ...headers,
    });
    outgoing.end(body === undefined ? undefined : text);
  }

  private fail(outgoing: ServerResponse, error: unknown): void {
    if (outgoing.headersSent) {
      outgoing.destroy();
      return;
    }
    const message = error instanceof Error ? error.message : String(error);
    this.send(outgoing, { status: 500, body: errorEnvelope('INTERNAL_ERROR', message) });
  }
}

function requestFrom(incoming: IncomingMessage, body: string): SimRequest {
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query.join('?')),
    rawQuery: query.join('?'),
    headers: incoming.headers,
    body,
  };
}

/** Undefined when the caller has gone before all of it was here. */
async function bodyOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of incoming) {
      bytes += (chunk as Buffer).length;
      if (bytes <= largestBodyBytes) chunks.push(chunk as Buffer);
    }
  } catch {
    // A caller that hangs up is no failure of the simulator.
    return undefined;
  }
  return bytes <= largestBodyBytes ? Buffer.concat(chunks).toString('utf8') : '';
}

function pathAndQueryOf({ path, rawQuery }: SimRequest): string {
  return rawQuery === '' ? path : `${path}?${rawQuery}`;
}

/** Undefined for a fault that only delays. */
function faultResponse(fault: Fault): SimResponse | undefined {
  const { status, code, body, html, headers = {} } = fault;
  if (html === true) {
    return {
      status: status ?? 502,
      body: '<html><head><title>Error</title></head><body><h1>Bad gateway</h1></body></html>',
      headers: { 'Content-Type': 'text/html', ...headers },
    };
  }
  if (code !== undefined) {
    const envelope = errorEnvelope(code, code.toLowerCase());
    return { status: status ?? 400, body: body ?? envelope, headers };
  }
  if (status === undefined && body === undefined) return undefined;
  return { status: status ?? 200, body, headers };
}
