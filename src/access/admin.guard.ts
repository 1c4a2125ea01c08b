import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Request, type Response } from 'express';

import { accessError } from './access-error.js';
import { AdminAccess, type Deed } from './admin-access.js';
import { AdminAudit } from './admin-audit.js';
import { expectJson } from './json-body.js';

const deedKey = 'admin:deed';

/** Marks a route that changes nothing: `READ_TOKEN` opens it too. */
export const OnlyReads = (): MethodDecorator => SetMetadata(deedKey, 'reads' satisfies Deed);

/** Lets in who may operate the service, by a token or a session and with a body of JSON or none, and logs every request. Fails closed. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(
    private readonly access: AdminAccess,
    private readonly audit: AdminAudit,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const letIn = this.audit.follow(request, response);
    const deed = this.reflector.get<Deed | undefined>(deedKey, context.getHandler()) ?? 'acts';
    const access = this.access.of(request, deed);
    if (!access.granted) throw accessError(access.refusal, response, 'Bearer');
    letIn(access.caller, deed);
    expectJson(request);
    return true;
  }
}
