import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { type Request, type Response } from 'express';

import { Settings } from '../config/settings.js';
import { type Secret } from '../kernel/secret.js';
import { equalInConstantTime } from '../kernel/signing.js';

/**
 * Lets in who shows `ADMIN_TOKEN` as a bearer token. Without a token set, lets in clients on this machine, as long as
 * no proxy speaks for somebody else. Fails closed.
 */
@Injectable()
export class AdminGuard implements CanActivate {
  readonly #token: Secret | undefined;

  constructor(settings: Settings) {
    this.#token = settings.http.adminToken;
  }

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    if (this.#token === undefined) {
      if (isLocalClient(request)) return true;
      throw new ForbiddenException([
        'this route answers only clients on the same machine: set ADMIN_TOKEN to use it from elsewhere',
      ]);
    }
    const shown = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
    if (shown !== undefined && equalInConstantTime(shown, this.#token.reveal())) return true;
    http.getResponse<Response>().setHeader('WWW-Authenticate', 'Bearer realm="zoho-webhook-sync"');
    throw new UnauthorizedException(['send ADMIN_TOKEN: Authorization: Bearer <token>']);
  }
}

const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/** The address of the connection itself. Behind a proxy it is the proxy's, and says nothing of the client. */
function isLocalClient({ socket, headers }: Request): boolean {
  if (proxyHeaders.some((name) => name in headers)) return false;
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return address === '::1' || /^127(\.\d{1,3}){3}$/.test(address);
}
