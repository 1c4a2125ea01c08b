import { Injectable, Logger } from '@nestjs/common';
import { type Request, type Response } from 'express';

import { Settings } from '../../config/settings.js';
import { clientAddressOf } from '../../http/client-address.js';
import { requestIdOf } from '../../http/request-id.js';

/** A line in the log for every request that operates the service, those that are refused too. */
@Injectable()
export class AdminAudit {
  readonly #logger = new Logger('Admin');

  constructor(private readonly settings: Settings) {}

  /** Logs once it is answered. Neither query nor body: they may hold what somebody looks for in memory. */
  follow(request: Request, response: Response): void {
    const startedAt = performance.now();
    const requestId = requestIdOf(request);
    response.setHeader('X-Request-Id', requestId);
    const { method } = request;
    const path = (request.originalUrl.split('?')[0] ?? '').slice(0, 200);
    const address = clientAddressOf(request, this.settings.http.trustedProxies);
    response.once('finish', () => {
      const tookMs = Math.round((performance.now() - startedAt) * 10) / 10;
      const status = response.statusCode;
      const entry = { event: 'admin.request', requestId, method, path, status, tookMs, address };
      if (status === 401 || status === 403 || status === 429) this.#logger.warn(entry);
      else this.#logger.log(entry);
    });
  }
}
