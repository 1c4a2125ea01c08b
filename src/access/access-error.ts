import { ForbiddenException, HttpException, UnauthorizedException } from '@nestjs/common';
import { type Response } from 'express';

import { type Refusal } from './admin-access.js';

const retrySeconds = 10;

/** The error to answer with where access isn't granted; sets the header that goes with it. */
export function accessError(
  refusal: Refusal,
  response: Response,
  challenge: 'Basic' | 'Bearer',
): HttpException {
  switch (refusal) {
    case 'closed':
      return new ForbiddenException([
        'ADMIN_TOKEN is not set, and without it this route is closed: set it (`openssl rand -hex 32` makes one), and restart',
      ]);
    case 'foreign_site':
      return new ForbiddenException([
        'this was not sent to this service by itself or by a page of its own: Host, Origin or Sec-Fetch-Site names another site; a name of this service goes into ADMIN_HOSTS',
      ]);
    case 'read_only':
      return new ForbiddenException(['READ_TOKEN may only read: this needs ADMIN_TOKEN']);
    case 'ask_only':
      return new ForbiddenException([
        'this token may only ask memory: /mcp, /memory and GET /records; the rest needs READ_TOKEN or ADMIN_TOKEN',
      ]);
    case 'token_missing':
    case 'token_wrong':
      response.setHeader('WWW-Authenticate', `${challenge} realm="zoho-webhook-sync"`);
      return new UnauthorizedException([
        'send ADMIN_TOKEN, or READ_TOKEN to read: Authorization: Bearer <token>',
      ]);
    case 'too_many':
      response.setHeader('Retry-After', String(retrySeconds));
      return new HttpException({ message: ['too many wrong tokens from this address'] }, 429);
  }
}
