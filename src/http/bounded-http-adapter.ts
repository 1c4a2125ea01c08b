import { createServer, type RequestListener, type ServerResponse } from 'node:http';

import { RequestMethod } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';

import { type ConnectionBounds, OpenConnections } from './open-connections.js';
import { DirectRoutes, type RouteHandler } from './direct-routes.js';

/** As Nest registers one. */
type RequestHandler = Parameters<ExpressAdapter['post']>[1];
type RegisterMiddleware = ReturnType<ExpressAdapter['createMiddlewareFactory']>;

/** What one client may take of the server. */
export interface HttpBounds {
  /** For all headers of a request, from its first byte. */
  readonly headersTimeoutMs: number;
  /** For a whole request, its body included, from its first byte. */
  readonly requestTimeoutMs: number;
  /** How long a connection may stay open without a request. */
  readonly keepAliveTimeoutMs: number;
  /** How often the first two are looked at: they are exact to this. Node looks every 30 s otherwise. */
  readonly checkEveryMs: number;
  readonly maxHeaderBytes: number;
  /** A request with so many, or more, is refused. */
  readonly maxHeaders: number;
  /** Open at once. */
  readonly maxConnections: number;
  /** Of them, those of one address, or of the network that counts as one. */
  readonly maxConnectionsPerAddress: number;
}

export const usualBounds: HttpBounds = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  // Longer than the idle time-out of the usual load balancers, so that they close connections, not we.
  keepAliveTimeoutMs: 65_000,
  checkEveryMs: 2000,
  maxHeaderBytes: 16_384,
  maxHeaders: 100,
  maxConnections: 2000,
  maxConnectionsPerAddress: 500,
};

/**
 * Express over a server that slow or greedy clients can't hold up: they are answered 408 or 431, and cut off. POST
 * requests of the `direct` paths go past Express: the middleware and the handler that Nest registers for them are run
 * without it.
 */
export class BoundedHttpAdapter extends ExpressAdapter {
  readonly #direct: DirectRoutes;

  constructor(
    private readonly bounds: HttpBounds,
    direct: readonly string[] = [],
    private readonly trustedProxies: ConnectionBounds['exempt'] = { includes: () => false },
  ) {
    super();
    this.#direct = new DirectRoutes(direct);
  }

  override createMiddlewareFactory(method: RequestMethod): RegisterMiddleware {
    const register = super.createMiddlewareFactory(method);
    if (method !== RequestMethod.POST) return register;
    return (path, middleware) => {
      this.#direct.before(path, middleware as RouteHandler);
      return register(path, middleware) as unknown;
    };
  }

  override post(handler: RequestHandler): unknown;
  override post(path: string, handler: RequestHandler): unknown;
  override post(path: string | RequestHandler, handler?: RequestHandler): unknown {
    if (typeof path !== 'string' || handler === undefined)
      return super.post(path as RequestHandler);
    this.#direct.handle(path, handler);
    return super.post(path, handler);
  }

  /** Nest sets the status before a handler runs; the answers of direct routes don't have Express's method for it. */
  override status(response: ServerResponse, statusCode: number): ServerResponse {
    response.statusCode = statusCode;
    return response;
  }

  override initHttpServer(): void {
    const { bounds } = this;
    const connections = new OpenConnections({
      total: bounds.maxConnections,
      perAddress: bounds.maxConnectionsPerAddress,
      exempt: this.trustedProxies,
    });
    const express = this.getInstance<RequestListener>();
    const server = createServer(
      {
        headersTimeout: bounds.headersTimeoutMs,
        requestTimeout: bounds.requestTimeoutMs,
        keepAliveTimeout: bounds.keepAliveTimeoutMs,
        connectionsCheckingInterval: bounds.checkEveryMs,
        maxHeaderSize: bounds.maxHeaderBytes,
      },
      (request, response) => {
        connections.noteRequest(request.socket, response);
        // Node drops what is beyond: it may be the header that a proxy added, or one that a guard looks for.
        if (request.rawHeaders.length >= 2 * bounds.maxHeaders) refuseHeaders(response);
        else if (!this.#direct.serve(request, response)) express(request, unkept(response));
      },
    );
    server.maxHeadersCount = bounds.maxHeaders;
    connections.follow(server);
    this.httpServer = server;
  }
}

/** Nobody keeps an answer, or takes it for what it isn't, unless what gives it says otherwise. */
function unkept(response: ServerResponse): ServerResponse {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  return response;
}

function refuseHeaders(response: ServerResponse): void {
  response.writeHead(431, { Connection: 'close' }).end();
}
