import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BadRequestException, Logger } from '@nestjs/common';

import { DirectRoutes, type RouteHandler } from './direct-routes.js';

const answerWithPath: RouteHandler = (request, response) => {
  response.end(`direct ${request.url}`);
};
const passOn: RouteHandler = (_request, response, next) => {
  response.setHeader('X-Before', 'ran');
  next();
};
const refuse: RouteHandler = (_request, _response, next) => {
  next(new BadRequestException(['no']));
};
const fail: RouteHandler = () => {
  throw new Error('of a secret cause');
};

describe('DirectRoutes', () => {
  let routes: DirectRoutes;
  let server: Server;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    routes = new DirectRoutes(['/hot', '/unfinished']);
    server = createServer((request, response) => {
      if (!routes.serve(request, response)) response.end('not direct');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });

  afterEach(() => {
    server.close();
  });

  const send = (method: string, path: string): ReturnType<typeof fetch> =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { method });

  it('serve what is declared and has a handler, after what comes before it', async () => {
    routes.before('/hot', passOn);
    routes.handle('/hot', answerWithPath);

    const response = await send('POST', '/hot');

    expect(response.headers.get('x-before')).toBe('ran');
    expect(await response.text()).toBe('direct /hot');
  });

  it.each([
    ['is refused', refuse, 400, 'no'],
    ['goes wrong', fail, 500, 'the request could not be handled'],
  ])('answer with the error where what comes before %s', async (_how, before, status, message) => {
    routes.before('/hot', before);
    routes.handle('/hot', answerWithPath);

    const response = await send('POST', '/hot');

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ statusCode: status, message: [message] });
  });

  it.each([
    ['another method', 'GET', '/hot'],
    ['another path', 'POST', '/hot/er'],
    ['a slash at the end', 'POST', '/hot/'],
    ['a query', 'POST', '/hot?a=1'],
    ['what has a handler and was not declared', 'POST', '/cold'],
    ['what is declared and has no handler', 'POST', '/unfinished'],
  ])('leave %s to others', async (_what, method, path) => {
    routes.before('/unfinished', passOn);
    routes.handle('/hot', answerWithPath);
    routes.handle('/cold', answerWithPath);

    const response = await send(method, path);

    expect(await response.text()).toBe('not direct');
  });
});
