import { Injectable } from '@nestjs/common';
import { type NextFunction, type Request, type Response } from 'express';

import { Settings } from '../config/settings.js';
import { type RouteHandler } from '../http/direct-routes.js';
import { ShutdownState } from '../http/shutdown-state.js';
import { Unavailable } from '../http/unavailable.js';
import { tracer } from '../observability/tracing.js';
import { DeliveryLog, traceOf } from './delivery-log.js';
import { traceDelivery } from './delivery-span.js';
import { IngressLimit } from './ingress-limit.js';
import { rawBodyReader } from './raw-body.js';

const disabledRetrySeconds = 300;
const shuttingDownRetrySeconds = 5;

/** What comes before the guard: whether deliveries are taken at all, and the delivery's bytes. */
@Injectable()
export class Reception {
  constructor(
    private readonly settings: Settings,
    private readonly shutdown: ShutdownState,
    private readonly log: DeliveryLog,
    private readonly limit: IngressLimit,
  ) {}

  handlers(): readonly RouteHandler[] {
    const readBody = rawBodyReader(this.settings.webhook.maxBodyBytes);
    const receive = (request: Request, response: Response, next: NextFunction): void => {
      this.log.follow(request, response);
      const refusal = this.#closed(response) ?? this.limit.refusalOf(request, response);
      if (refusal === undefined) readBody(request, response, next);
      else next(refusal);
    };
    return tracer() === undefined ? [receive] : [traceDelivery, receive];
  }

  #closed(response: Response): Unavailable | undefined {
    if (!this.settings.webhook.enabled) {
      traceOf(response).reason = 'disabled';
      return new Unavailable('deliveries are switched off (WEBHOOK_ENABLED)', disabledRetrySeconds);
    }
    if (!this.shutdown.shuttingDown) return undefined;
    traceOf(response).reason = 'shutting_down';
    return new Unavailable('the service is shutting down; send it again', shuttingDownRetrySeconds);
  }
}
