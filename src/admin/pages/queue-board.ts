import { BadRequestException } from '@nestjs/common';
import { type Router } from 'express';

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
  return serverAdapter.getRouter() as Router;
}

/** Its own words would be those of what it met, Redis' too. Thrown, for the answer to have the shape of all others. */
function throwAnswer(error: unknown): never {
  const message =
    "the board can't show this: the address asks for what isn't there, or a job isn't one of this service's";
  throw unavailableRedis(error) ?? new BadRequestException(message);
}
