import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import { type Request, type Response } from 'express';

import { accessError } from '../../access/access-error.js';
import { type Access, AdminAccess, type Caller } from '../../access/admin-access.js';
import { AdminAudit } from '../../access/admin-audit.js';
import { expectJson } from '../../access/json-body.js';
import { sessionCookie } from '../../access/session.js';
import { Settings } from '../../config/settings.js';
import { type CrmModule } from '../../crm/modules.js';
import { Unavailable } from '../../http/unavailable.js';
import { isJsonObject } from '../../kernel/json.js';
import { LoginLinks } from './login-links.js';

/** Who is logged in, and what they may do; null for nobody. */
interface SessionAnswer {
  readonly token: Caller['token'] | null;
  readonly may_act: boolean;
  /** No token is set: nobody can log in. */
  readonly closed: boolean;
  /** The modules that are synced; none for nobody. */
  readonly modules: readonly CrmModule[];
}

/** Sessions of browsers. */
@Controller('console/session')
export class SessionController {
  constructor(
    private readonly access: AdminAccess,
    private readonly audit: AdminAudit,
    private readonly links: LoginLinks,
    private readonly settings: Settings,
  ) {}

  /** Asked before there is one, too: that nobody is logged in is no error. */
  @Get()
  show(@Req() request: Request): SessionAnswer {
    return this.#answerFor(this.access.of(request, 'reads'));
  }

  /** `{"token"}` or `{"code"}` of a login link: a browser may show the session from now on. */
  @Post()
  @HttpCode(200)
  async begin(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Body() body: unknown,
  ): Promise<SessionAnswer> {
    const letIn = this.audit.follow(request, response);
    expectJson(request);
    const { token, code } = isJsonObject(body) ? body : {};
    if (typeof token !== 'string' && typeof code !== 'string') {
      throw new BadRequestException(['token or code must be there']);
    }
    const access =
      typeof token === 'string'
        ? this.access.ofToken(request, token.trim(), 'reads')
        : await this.#ofLink(request, String(code));
    if (!access.granted) throw accessError(access.refusal, response, 'Bearer');
    letIn(access.caller, 'reads');
    const secure = request.headers.origin?.startsWith('https://') === true;
    response.setHeader(
      'Set-Cookie',
      sessionCookie(this.access.sessionOf(access.caller), { secure }),
    );
    return this.#answerFor(access);
  }

  /** The browser forgets it. */
  @Delete()
  @HttpCode(204)
  end(@Req() request: Request, @Res({ passthrough: true }) response: Response): void {
    const letIn = this.audit.follow(request, response);
    const access = this.access.of(request, 'reads');
    if (!access.granted && access.refusal === 'foreign_site') {
      throw accessError(access.refusal, response, 'Bearer');
    }
    if (access.granted) letIn(access.caller, 'reads');
    response.setHeader('Set-Cookie', sessionCookie(undefined));
  }

  async #ofLink(request: Request, code: string): Promise<Access> {
    const { access, claim } = this.access.ofLoginCode(request, code);
    if (claim === undefined) return access;
    const isFirst = await this.links.use(claim).catch(() => {
      throw new Unavailable('Redis does not answer, so a login link can not be used up', 5);
    });
    return isFirst ? access : { granted: false, refusal: 'token_wrong' };
  }

  #answerFor(access: Access): SessionAnswer {
    if (!access.granted) {
      return { token: null, may_act: false, closed: access.refusal === 'closed', modules: [] };
    }
    const { token, most } = access.caller;
    const { modules } = this.settings.queue;
    return { token, may_act: most === 'acts', closed: false, modules };
  }
}
