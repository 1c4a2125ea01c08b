import { BadRequestException } from '@nestjs/common';
import { type RequestHandler, Router } from 'express';

import { unavailableRedis } from '../../http/unavailable.js';
import { type RecordQueues } from '../../queue/record-queues.js';

/**
 * A board of the queues, to look at. It changes nothing: a browser sends what a person once typed in along with every
 * request, also with one that another site makes it send; and records are tried again by way of the dead letters.
 * Loaded when it is first asked for.
 */
export async function queueBoard(queues: RecordQueues, path: string): Promise<Router> {
  const [{ createBullBoard }, { BullMQAdapter }, { ExpressAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullMQAdapter'),
    import('@bull-board/express'),
  ]);
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(path);
  createBullBoard({
    queues: queues.modules.map(
      (module) => new BullMQAdapter(queues.of(module), { readOnlyMode: true }),
    ),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'zoho-webhook-sync' } },
  });
  serverAdapter.setErrorHandler(throwAnswer);
  return Router().use(withoutOtherHosts, serverAdapter.getRouter() as Router);
}

const toOtherHosts = /<(?:link|script)\b[^>]*\b(?:href|src)="https?:[^>]*>/gi;

/** Its page asks another host for fonts, which would learn of everybody who looks. */
const withoutOtherHosts: RequestHandler = (_request, response, next) => {
  const send = response.send.bind(response);
  response.send = (body: unknown) =>
    send(typeof body === 'string' && isPage(body) ? body.replace(toOtherHosts, '') : body);
  next();
};

function isPage(body: string): boolean {
  return /^\s*<!doctype/i.test(body);
}

/** Its own words would be those of what it met, Redis' too. Thrown, for the answer to have the shape of all others. */
function throwAnswer(error: unknown): never {
  const message =
    "the board can't show this: the address asks for what isn't there, or a job isn't one of this service's";
  throw unavailableRedis(error) ?? new BadRequestException(message);
}
