import { type ServerResponse } from 'node:http';

import { Injectable, type NestMiddleware } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { RefusalGaps } from '../gaps/refusal-gaps.js';
import { BodyBudget, usualBodyBounds } from '../http/body-budget.js';
import { addressGroupOf } from '../http/client-address.js';
import { type DirectRequest } from '../http/direct-routes.js';
import { ShutdownState } from '../http/shutdown-state.js';
import { Unavailable } from '../http/unavailable.js';
import { mayBeOurs } from './authenticity.js';
import { type BodyTerms, BodyRefused, readRawBody } from './body/body-reader.js';
import { DeliveryLog, notesOf } from './delivery-log.js';
import { inDeliverySpan } from './delivery-span.js';
import { IngressLimit } from './ingress-limit.js';

const disabledRetrySeconds = 300;
const shuttingDownRetrySeconds = 5;

/** What comes before the guard: whether deliveries are taken at all, and the delivery's bytes. */
@Injectable()
export class Reception implements NestMiddleware<DirectRequest, ServerResponse> {
  readonly #reading: BodyTerms;

  constructor(
    private readonly settings: Settings,
    private readonly shutdown: ShutdownState,
    private readonly log: DeliveryLog,
    private readonly limit: IngressLimit,
    private readonly gaps: RefusalGaps,
  ) {
    const { maxBodyBytes, secret, previousSecret } = settings.webhook;
    this.#reading = {
      maxBytes: maxBodyBytes,
      budget: new BodyBudget(usualBodyBounds),
      secrets: previousSecret === undefined ? [secret] : [secret, previousSecret],
    };
  }

  use(request: DirectRequest, response: ServerResponse, next: (error?: unknown) => void): void {
    inDeliverySpan(request, response, () => {
      this.log.follow(request, response);
      const closed = this.#closed(response);
      if (closed !== undefined) {
        next(closed);
        return;
      }
      const group = addressGroupOf(this.limit.addressOf(request));
      readRawBody(request, response, group, this.#reading).then(
        (body) => {
          request.body = body;
          next();
        },
        (error: unknown) => {
          next(error instanceof BodyRefused ? this.#refused(error, response) : error);
        },
      );
    });
  }

  #refused(refusal: BodyRefused, response: ServerResponse): unknown {
    const { statusCode, reason, begun, message, retryAfterSeconds } = refusal;
    response.setHeader('Connection', 'close');
    if (reason !== undefined) notesOf(response).reason = reason;
    if (statusCode !== 415 && mayBeOurs(begun, this.#reading.secrets)) this.gaps.noteUnread();
    return retryAfterSeconds === undefined ? refusal : new Unavailable(message, retryAfterSeconds);
  }

  #closed(response: ServerResponse): Unavailable | undefined {
    if (!this.settings.webhook.enabled) {
      notesOf(response).reason = 'disabled';
      return new Unavailable('deliveries are switched off (WEBHOOK_ENABLED)', disabledRetrySeconds);
    }
    if (!this.shutdown.shuttingDown) return undefined;
    notesOf(response).reason = 'shutting_down';
    return new Unavailable('the service is shutting down; send it again', shuttingDownRetrySeconds);
  }
}
