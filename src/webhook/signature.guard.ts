import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { type Request } from 'express';

import { Settings } from '../config/settings.js';
import { type Secret } from '../kernel/secret.js';
import { schemeOf } from './authenticity.js';
import { RawBody } from './raw-body.js';

/** Lets only authentic deliveries through; nothing is asked of Redis before that. Fails closed. */
@Injectable()
export class SignatureGuard implements CanActivate {
  readonly #secrets: readonly Secret[];

  constructor(settings: Settings) {
    const { secret, previousSecret } = settings.webhook;
    this.#secrets = previousSecret === undefined ? [secret] : [secret, previousSecret];
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const body: unknown = request.body;
    if (!(body instanceof RawBody)) throw notAuthentic();
    const scheme = schemeOf(
      {
        signature: header(request, 'x-zoho-signature'),
        token: header(request, 'x-zoho-webhook-token'),
        body,
      },
      this.#secrets,
    );
    if (scheme === undefined) throw notAuthentic();
    return true;
  }
}

/** A header sent twice arrives joined by a comma, and matches nothing. */
function header(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function notAuthentic(): UnauthorizedException {
  return new UnauthorizedException(
    'the delivery is not authentic: sign the body (X-Zoho-Signature) or send the token of its sender',
  );
}
