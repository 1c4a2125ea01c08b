import { createServer } from 'node:http';

import { ExpressAdapter } from '@nestjs/platform-express';

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
  constructor(private readonly bounds: HttpBounds) {
    super();
  }

  override initHttpServer(): void {
    const { bounds } = this;
    const server = createServer(
      {
        headersTimeout: bounds.headersTimeoutMs,
        requestTimeout: bounds.requestTimeoutMs,
        keepAliveTimeout: bounds.keepAliveTimeoutMs,
        connectionsCheckingInterval: bounds.checkEveryMs,
        maxHeaderSize: bounds.maxHeaderBytes,
      },
      this.getInstance<Parameters<typeof createServer>[1]>(),
    );
    server.maxHeadersCount = bounds.maxHeaders;
    server.maxConnections = bounds.maxConnections;
    this.httpServer = server;
  }
}
