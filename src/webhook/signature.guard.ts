import { type ServerResponse } from 'node:http';

import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type DirectRequest } from '../http/direct-routes.js';
import { LastDeliveries } from '../installation/last-deliveries.js';
import { Clock } from '../kernel/clock.js';
import { type Secret } from '../kernel/secret.js';
import { span } from '../observability/tracing.js';
import { headerOf, isProbe, schemeOf, signatureHeadersOf } from './authenticity.js';
import { notesOf } from './delivery-log.js';
import { IngressLimit } from './ingress-limit.js';
import { RawBody } from './body/raw-body.js';

/** Lets only authentic deliveries through; nothing is asked of Redis before that. Fails closed. */
@Injectable()
export class SignatureGuard implements CanActivate {
  readonly #current: readonly Secret[];
  readonly #previous: readonly Secret[];

  constructor(
    settings: Settings,
    private readonly heard: LastDeliveries,
    private readonly limit: IngressLimit,
    private readonly clock: Clock,
  ) {
    const { secret, previousSecret } = settings.webhook;
    this.#current = [secret];
    this.#previous = previousSecret === undefined ? [] : [previousSecret];
  }

  canActivate(context: ExecutionContext): boolean {
    return span('authenticate', {}, () => this.#authenticate(context));
  }

  #authenticate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<DirectRequest>();
    const body: unknown = request.body;
    if (!(body instanceof RawBody)) throw notAuthentic();
    const credentials = {
      ...signatureHeadersOf(request.headers),
      token: headerOf(request.headers, 'x-zoho-webhook-token') ?? body.urlToken,
      body,
    };
    const nowMs = this.clock.now();
    const byCurrent = schemeOf(credentials, this.#current, nowMs);
    const scheme = byCurrent ?? schemeOf(credentials, this.#previous, nowMs);
    if (scheme === undefined) {
      const secrets = [...this.#current, ...this.#previous];
      const mark = headerOf(request.headers, 'x-zoho-sync-probe');
      const isOurs = isProbe(credentials, mark, { secrets, nowMs });
      notesOf(http.getResponse<ServerResponse>()).isProbe = isOurs;
      throw this.limit.failed(request, http.getResponse<ServerResponse>()) ?? notAuthentic();
    }
    notesOf(http.getResponse<ServerResponse>()).scheme = scheme;
    if (scheme !== 'workflow-token') request.body = body.withoutUrl();
    if (byCurrent === undefined) this.heard.notePreviousSecret(nowMs);
    const { channelId } = body.channelProof;
    if (scheme === 'channel-token' && channelId !== undefined) this.heard.note(channelId, nowMs);
    return true;
  }
}

function notAuthentic(): UnauthorizedException {
  return new UnauthorizedException(
    'the delivery is not authentic: sign the body (X-Zoho-Signature) or send the token of its sender',
  );
}
