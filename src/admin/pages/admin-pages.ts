import { Injectable } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type NextFunction, type Request, type Response, Router } from 'express';
import helmet from 'helmet';

import { answerError, answerFor } from '../../http/error.filter.js';
import { RecordQueues } from '../../queue/record-queues.js';
import { accessError } from '../../access/access-error.js';
import { AdminAccess, type Deed } from '../../access/admin-access.js';
import { AdminAudit } from '../../access/admin-audit.js';
import { docsJson, docsPage } from './docs-page.js';
import { queueBoard } from './queue-board.js';

/** TLS is a proxy's task, and so are the headers about it. Nothing is loaded from another host. */
const pageHeaders = helmet({
  strictTransportSecurity: false,
  contentSecurityPolicy: {
    directives: {
      upgradeInsecureRequests: null,
      fontSrc: ["'self'", 'data:'],
      styleSrc: ["'self'", "'unsafe-inline'"],
    },
  },
});

/**
 * The pages for a person with a browser: the API's description and a board of the queues. A browser asks for the token
 * as a password. What a page needs is loaded when somebody looks.
 */
@Injectable()
export class AdminPages {
  constructor(
    private readonly access: AdminAccess,
    private readonly audit: AdminAudit,
    private readonly queues: RecordQueues,
  ) {}

  /** Before the application listens: its own routes end with an answer to everything unknown. */
  mount(app: NestExpressApplication): void {
    const pages: readonly (readonly [string, Deed, () => Promise<Router>])[] = [
      ['/docs', 'reads', docsPage],
      ['/docs-json', 'reads', () => docsJson(app)],
      // A board of somebody else's, with buttons.
      ['/admin/queues', 'acts', () => queueBoard(this.queues, '/admin/queues')],
    ];
    const router = Router();
    for (const [path, deed, load] of pages) {
      router.use(path, this.#guardedFor(deed), pageHeaders, loadedOnce(load));
    }
    // One look at the path for all pages: a layer of the router for each would cost every delivery.
    app.use((request: Request, response: Response, next: NextFunction) => {
      if (/^\/(?:docs|admin)/i.test(request.url)) router(request, response, next);
      else next();
    });
  }

  #guardedFor(deed: Deed) {
    return (request: Request, response: Response, next: NextFunction): void => {
      const letIn = this.audit.follow(request, response);
      const access = this.access.of(request, deed, { basic: true });
      if (access.granted) {
        letIn(access.caller, deed);
        next();
        return;
      }
      const answer = answerFor(accessError(access.refusal, response, 'Basic'));
      response.status(answer.statusCode).json(answer);
    };
  }
}

function loadedOnce(load: () => Promise<Router>) {
  let router: Promise<Router> | undefined;
  return (request: Request, response: Response, next: NextFunction): void => {
    router ??= load();
    router.then(
      (page) => {
        page(request, response, (error?: unknown) => {
          if (error === undefined) next();
          else answerError(response, error);
        });
      },
      (error: unknown) => {
        router = undefined;
        next(error);
      },
    );
  };
}
