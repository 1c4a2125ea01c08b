import { type IncomingMessage, type ServerResponse } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Controller,
  type INestApplication,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  Post,
  Req,
  RequestMethod,
  Res,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { BoundedHttpAdapter, usualBounds } from './bounded-http-adapter.js';
import { sendJson } from './send-json.js';

@Controller()
class Routes {
  @Post(['hot', 'cold'])
  take(@Req() request: IncomingMessage, @Res() response: ServerResponse): void {
    sendJson(response, 200, { byExpress: 'app' in request });
  }
}

function greet(_request: IncomingMessage, response: ServerResponse, next: () => void): void {
  response.setHeader('X-Before', 'ran');
  next();
}

@Module({ controllers: [Routes] })
class RoutesModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(greet).forRoutes({ path: 'hot', method: RequestMethod.POST });
    consumer.apply(greet).forRoutes({ path: 'cold', method: RequestMethod.POST });
  }
}

describe('BoundedHttpAdapter', () => {
  let app: INestApplication;
  let url: string;

  beforeAll(async () => {
    const adapter = new BoundedHttpAdapter(usualBounds, ['/hot']);
    app = await NestFactory.create(RoutesModule, adapter, { logger: false, bodyParser: false });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });

  afterAll(async () => {
    await app.close();
  });

  it.each([
    ['/hot', false],
    ['/hot/', true],
    ['/cold', true],
  ])('answers %s after its middleware, by Express: %s', async (path, byExpress) => {
    const response = await fetch(`${url}${path}`, { method: 'POST' });

    expect(response.headers.get('x-before')).toBe('ran');
    expect(await response.json()).toEqual({ byExpress });
  });
});
