import { createServer, type RequestListener, type ServerResponse } from 'node:http';

import { ExpressAdapter } from '@nestjs/platform-express';
import { type Request, type Response } from 'express';

import { DirectRoutes } from './direct-routes.js';

/** As Nest registers one. */
type RequestHandler = Parameters<ExpressAdapter['post']>[1];

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
  readonly maxHeaders: number;
  /** Open at once; further ones are closed at once. */
  readonly maxConnections: number;
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
};

/** Express over a server that slow or greedy clients can't hold up: they are answered 408 or 431, and cut off. */
export class BoundedHttpAdapter extends ExpressAdapter {
  /** To be declared before the application begins to register its routes. */
  readonly direct = new DirectRoutes();

  constructor(private readonly bounds: HttpBounds) {
    super();
  }

  override post(handler: RequestHandler): unknown;
  override post(path: string, handler: RequestHandler): unknown;
  override post(path: string | RequestHandler, handler?: RequestHandler): unknown {
    if (typeof path !== 'string' || handler === undefined)
      return super.post(path as RequestHandler);
    this.direct.handle('POST', path, handler);
    return super.post(path, handler);
  }

  /** Nest sets the status before a handler runs; the answers of direct routes don't have Express's method for it. */
  override status(response: ServerResponse, statusCode: number): ServerResponse {
    response.statusCode = statusCode;
    return response;
  }

  override initHttpServer(): void {
    const { bounds, direct } = this;
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
        if (!direct.serve(request as Request, response as Response)) express(request, response);
      },
    );
    server.maxHeadersCount = bounds.maxHeaders;
    server.maxConnections = bounds.maxConnections;
    this.httpServer = server;
  }
}
