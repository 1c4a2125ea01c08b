import { type ServerResponse } from 'node:http';

import { Injectable, type NestMiddleware } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { RefusalGaps } from '../gaps/refusal-gaps.js';
import { type DirectRequest, type RouteHandler } from '../http/direct-routes.js';
import { ShutdownState } from '../http/shutdown-state.js';
import { Unavailable } from '../http/unavailable.js';
import { type Secret } from '../kernel/secret.js';
import { mayBeOurs } from './authenticity.js';
import { DeliveryLog, notesOf } from './delivery-log.js';
import { inDeliverySpan } from './delivery-span.js';
import { BodyRefused, rawBodyReader } from './raw-body.js';

const disabledRetrySeconds = 300;
const shuttingDownRetrySeconds = 5;

/** What comes before the guard: whether deliveries are taken at all, and the delivery's bytes. */
@Injectable()
export class Reception implements NestMiddleware<DirectRequest, ServerResponse> {
  readonly #readBody: RouteHandler;
  readonly #secrets: readonly Secret[];

  constructor(
    private readonly settings: Settings,
    private readonly shutdown: ShutdownState,
    private readonly log: DeliveryLog,
    private readonly gaps: RefusalGaps,
  ) {
    const { maxBodyBytes, secret, previousSecret } = settings.webhook;
    this.#readBody = rawBodyReader(maxBodyBytes);
    this.#secrets = previousSecret === undefined ? [secret] : [secret, previousSecret];
  }

  use(request: DirectRequest, response: ServerResponse, next: (error?: unknown) => void): void {
    inDeliverySpan(request, response, () => {
      this.log.follow(request, response);
      const closed = this.#closed(response);
      if (closed !== undefined) {
        next(closed);
        return;
      }
      this.#readBody(request, response, (error) => {
        if (error instanceof BodyRefused && this.#mayBeOurs(error)) this.gaps.noteUnread();
        next(error);
      });
    });
  }

  #mayBeOurs({ statusCode, begun }: BodyRefused): boolean {
    return statusCode === 413 && mayBeOurs(Buffer.concat(begun), this.#secrets);
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
