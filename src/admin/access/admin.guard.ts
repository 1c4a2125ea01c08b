import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type Request, type Response } from 'express';

import { AdminAccess } from './admin-access.js';
import { AdminAudit } from './admin-audit.js';
import { refusalOf } from './refuse-access.js';

/** Lets in who may operate the service, by a bearer token, and logs every request. Fails closed. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(
    private readonly access: AdminAccess,
    private readonly audit: AdminAudit,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    this.audit.follow(request, response);
    const access = this.access.of(request);
    if (access === 'granted') return true;
    throw refusalOf(access, response, 'Bearer');
  }
}
