import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Request, type Response } from 'express';

import { type View } from '../crm/view.js';
import { accessError } from './access-error.js';
import { AdminAccess, type Deed } from './admin-access.js';
import { AdminAudit } from './admin-audit.js';
import { expectJson } from './json-body.js';

const deedKey = 'admin:deed';

/** Marks a route that changes nothing: `READ_TOKEN` opens it too. */
export const OnlyReads = (): MethodDecorator => SetMetadata(deedKey, 'reads' satisfies Deed);

/** Marks a route that asks memory: the tokens of `READ_TOKENS_FILE` open it too. What it answers must heed their view. */
export const OnlyAsks = (): MethodDecorator => SetMetadata(deedKey, 'asks' satisfies Deed);

const views = new WeakMap<Request, View>();

/** What whoever sent a request may see of the CRM. Fails closed: of a request that no guard let in, nothing is known. */
export function viewOf(request: Request): View {
  const view = views.get(request);
  if (view === undefined) throw new Error('nobody was let in');
  return view;
}

/** What whoever sent the request may see, as a parameter. */
export const CallersView = createParamDecorator((_: unknown, context: ExecutionContext) =>
  viewOf(context.switchToHttp().getRequest<Request>()),
);

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
    views.set(request, access.caller.view);
    expectJson(request);
    return true;
  }
}
