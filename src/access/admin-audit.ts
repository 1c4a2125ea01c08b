import { Injectable, Logger } from '@nestjs/common';
import { type Request, type Response } from 'express';

import { Settings } from '../config/settings.js';
import { clientAddressOf } from '../http/client-address.js';
import { requestIdOf } from '../http/request-id.js';
import { isJsonObject } from '../kernel/json.js';
import { type Caller, type Deed } from './admin-access.js';
import { sessionIn } from './session.js';

/** Of a body, what says which records somebody did something to; never what somebody looks for in memory. */
const toldFields = ['kind', 'module', 'record_id', 'code', 'all', 'limit', 'dry_run'];
const mostLength = 64;

/** A line in the log for every request that operates the service, those that are refused too. */
@Injectable()
export class AdminAudit {
  readonly #logger = new Logger('Admin');

  constructor(private readonly settings: Settings) {}

  /**
   * Logs once it is answered: neither query nor body, but of what acts, which records it was about.
   * @returns to be told who was let in, and to do what
   */
  follow(request: Request, response: Response): (caller: Caller, deed: Deed) => void {
    const startedAt = performance.now();
    const requestId = requestIdOf(request);
    response.setHeader('X-Request-Id', requestId);
    const { method } = request;
    const path = (request.originalUrl.split('?')[0] ?? '').slice(0, 200);
    const address = clientAddressOf(request, this.settings.http.trustedProxies);
    let known: object = {};
    response.once('finish', () => {
      const tookMs = Math.round((performance.now() - startedAt) * 10) / 10;
      const status = response.statusCode;
      const entry = {
        ...{ event: 'admin.request', requestId, method, path, status, tookMs, address },
        ...known,
      };
      if (status === 401 || status === 403 || status === 429) this.#logger.warn(entry);
      else this.#logger.log(entry);
    });
    return (caller, deed) => {
      known = {
        by: caller.token,
        inBrowser: sessionIn(request.headers.cookie) !== undefined,
        ...(deed === 'acts' ? { asked: toldOf(request.body) } : {}),
      };
    };
  }
}

function toldOf(body: unknown): object {
  if (!isJsonObject(body)) return {};
  return Object.fromEntries(
    toldFields.flatMap((name) => {
      const value = body[name];
      const isShort = typeof value === 'string' && value.length <= mostLength;
      return isShort || typeof value === 'boolean' || typeof value === 'number'
        ? [[name, value]]
        : [];
    }),
  );
}
