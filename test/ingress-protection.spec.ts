import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Express } from 'express';

import {
  BoundedHttpAdapter,
  type HttpBounds,
  usualBounds,
} from '../src/http/bounded-http-adapter.js';
import { type ServiceUnderTest, startService } from './support/running-service.js';

interface Connection {
  readonly socket: Socket;
  /** All that the server said, once it has closed the connection. */
  readonly answer: Promise<string>;
}

async function open(port: number): Promise<Connection> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const answer = new Promise<string>((resolve) => {
    socket.once('close', () => {
      resolve(text);
    });
  });
  return { socket, answer };
}

async function answerTo(port: number, request: string): Promise<string> {
  const { socket, answer } = await open(port);
  socket.write(request);
  return answer;
}

async function startServer(bounds: Partial<HttpBounds>): Promise<Server> {
  const adapter = new BoundedHttpAdapter({ ...usualBounds, ...bounds });
  adapter.initHttpServer();
  adapter.getInstance<Express>().post('/', (request, response) => {
    request.resume().once('end', () => response.json('taken'));
  });
  const server = adapter.getHttpServer() as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

describe('a server within bounds', () => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = await startServer({
      headersTimeoutMs: 100,
      requestTimeoutMs: 200,
      checkEveryMs: 20,
      maxHeaderBytes: 2000,
    });
    port = portOf(server);
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('cuts off who takes too long for the headers', async () => {
    expect(await answerTo(port, 'POST / HTTP/1.1\r\nHost: x\r\n')).toContain('408');
  });

  it('cuts off who takes too long for the body', async () => {
    const slow = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc';

    expect(await answerTo(port, slow)).toContain('408');
  });

  it('refuses headers that are too large', async () => {
    const large = `POST / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(3000)}\r\n\r\n`;

    expect(await answerTo(port, large)).toContain('431');
  });

  it('closes connections above their number, and answers those below it', async () => {
    const narrow = await startServer({ maxConnections: 1 });
    const request = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
    const held = await open(portOf(narrow));

    const closed = await open(portOf(narrow));
    held.socket.write(request);

    expect(await closed.answer).toBe('');
    expect(await held.answer).toContain('taken');
    narrow.close();
  });
});

describe('an address whose deliveries are not authentic', () => {
  let service: ServiceUnderTest;
  const small = { operation: 'update', module: 'Accounts', data: [{ id: '1' }] };
  const large = { ...small, data: [{ id: '1', Description: 'x'.repeat(40_000) }] };

  beforeAll(async () => {
    service = await startService({ WEBHOOK_DEBOUNCE: '0' });
  });

  afterAll(async () => {
    await service.stop();
  });

  it('is answered 429 for large bodies after a hundred, and never for small ones', async () => {
    await service.deliver(large).expect(200);
    for (let count = 0; count < 105; count += 1) await service.deliverUnsigned(small).expect(401);

    const refused = await service.deliver(large).expect(429);

    expect(refused.headers['retry-after']).toMatch(/^\d+$/);
    expect(refused.body).toMatchObject({ statusCode: 429, error: 'Too Many Requests' });
    await service.deliverUnsigned(large).expect(429);
    await service.deliverUnsigned(small).expect(401);
    await service.deliver(small).expect(200);
  });

  it('is served by a server within the usual bounds', () => {
    expect(service.app.getHttpServer()).toMatchObject({
      headersTimeout: usualBounds.headersTimeoutMs,
      requestTimeout: usualBounds.requestTimeoutMs,
      keepAliveTimeout: usualBounds.keepAliveTimeoutMs,
      maxConnections: usualBounds.maxConnections,
    });
  });
});
