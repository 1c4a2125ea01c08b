import { type ServerResponse } from 'node:http';

import { Injectable, type NestMiddleware } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type DirectRequest, type RouteHandler } from '../http/direct-routes.js';
import { ShutdownState } from '../http/shutdown-state.js';
import { Unavailable } from '../http/unavailable.js';
import { DeliveryLog, traceOf } from './delivery-log.js';
import { inDeliverySpan } from './delivery-span.js';
import { IngressLimit } from './ingress-limit.js';
import { rawBodyReader } from './raw-body.js';

const disabledRetrySeconds = 300;
const shuttingDownRetrySeconds = 5;

/** What comes before the guard: whether deliveries are taken at all, and the delivery's bytes. */
@Injectable()
export class Reception implements NestMiddleware<DirectRequest, ServerResponse> {
  readonly #readBody: RouteHandler;

  constructor(
    private readonly settings: Settings,
    private readonly shutdown: ShutdownState,
    private readonly log: DeliveryLog,
    private readonly limit: IngressLimit,
  ) {
    this.#readBody = rawBodyReader(settings.webhook.maxBodyBytes);
  }

  use(request: DirectRequest, response: ServerResponse, next: (error?: unknown) => void): void {
    inDeliverySpan(request, response, () => {
      this.log.follow(request, response);
      const refusal = this.#closed(response) ?? this.limit.refusalOf(request, response);
      if (refusal === undefined) this.#readBody(request, response, next);
      else next(refusal);
    });
  }

  #closed(response: ServerResponse): Unavailable | undefined {
    if (!this.settings.webhook.enabled) {
      traceOf(response).reason = 'disabled';
      return new Unavailable('deliveries are switched off (WEBHOOK_ENABLED)', disabledRetrySeconds);
    }
    if (!this.shutdown.shuttingDown) return undefined;
    traceOf(response).reason = 'shutting_down';
    return new Unavailable('the service is shutting down; send it again', shuttingDownRetrySeconds);
  }
}
