import { ForbiddenException, HttpException, UnauthorizedException } from '@nestjs/common';
import { type Response } from 'express';

import { type Access } from './admin-access.js';

const retrySeconds = 10;

/** The error to answer with where access isn't granted; sets the header that goes with it. */
export function refusalOf(
  access: Exclude<Access, 'granted'>,
  response: Response,
  challenge: 'Basic' | 'Bearer',
): HttpException {
  switch (access) {
    case 'not_local':
      return new ForbiddenException([
        'this route answers only clients on the same machine: set ADMIN_TOKEN to use it from elsewhere',
      ]);
    case 'token_missing':
      response.setHeader('WWW-Authenticate', `${challenge} realm="zoho-webhook-sync"`);
      return new UnauthorizedException(['send ADMIN_TOKEN: Authorization: Bearer <token>']);
    case 'too_many':
      response.setHeader('Retry-After', String(retrySeconds));
      return new HttpException({ message: ['too many requests from this address'] }, 429);
  }
}
