import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Express, type RequestHandler } from 'express';

import {
  BoundedHttpAdapter,
  type HttpBounds,
  usualBounds,
} from '../src/http/bounded-http-adapter.js';
import { BodyBudget, usualBodyBounds } from '../src/http/body-budget.js';
import { type BodyRefused, readRawBody } from '../src/webhook/body/body-reader.js';
import { eventually } from './support/eventually.js';
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

function startServer(bounds: Partial<HttpBounds>): Promise<Server> {
  return started(new BoundedHttpAdapter({ ...usualBounds, ...bounds }));
}

async function started(
  adapter: BoundedHttpAdapter,
  answer: RequestHandler = (request, response) => {
    request.resume().once('end', () => response.json('taken'));
  },
): Promise<Server> {
  adapter.initHttpServer();
  adapter.getInstance<Express>().post('/', answer);
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

  it('lets whoever reads a body know that it took too long, or that its sender is gone', async () => {
    const reasons: unknown[] = [];
    const adapter = new BoundedHttpAdapter({
      ...usualBounds,
      requestTimeoutMs: 200,
      headersTimeoutMs: 200,
      checkEveryMs: 20,
    });
    const server = await started(adapter, (request, response) => {
      const reading = { maxBytes: 100, budget: new BodyBudget(usualBodyBounds), secrets: [] };
      readRawBody(request, response, '', reading).catch((error: unknown) => {
        reasons.push((error as BodyRefused).reason);
      });
    });
    const slow = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc';

    expect(await answerTo(portOf(server), slow)).toContain('408');
    const gone = await open(portOf(server));
    gone.socket.write(slow);
    await once(server, 'request');
    gone.socket.destroy();
    await eventually(() => {
      expect(reasons).toEqual(['timed_out', 'aborted']);
    });
    server.close();
  });

  it('refuses headers that are too large', async () => {
    const large = `POST / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(3000)}\r\n\r\n`;

    expect(await answerTo(port, large)).toContain('431');
  });

  it.each([{ maxConnections: 2 }, { maxConnectionsPerAddress: 2 }])(
    'closes the connection that was idle for longest where there are more than %j',
    async (bound) => {
      const narrow = await startServer(bound);
      const port = portOf(narrow);
      const request = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n';
      const asking = await open(port);
      asking.socket.write(request);
      await once(narrow, 'request');
      const idle = await open(port);

      const next = await open(port);
      expect(await idle.answer).toBe('');
      next.socket.write(request);
      await once(narrow, 'request');
      const tooMany = await open(port);
      expect(await tooMany.answer).toBe('');

      next.socket.end('a');
      asking.socket.end('a');
      expect(await next.answer).toContain('taken');
      expect(await asking.answer).toContain('taken');
      // A kept-alive one is idle again once it is answered.
      const kept = await open(port);
      kept.socket.write(`${request}a`);
      await once(kept.socket, 'data');
      const others = await Promise.all([open(port), open(port)]);
      expect(await kept.answer).toContain('taken');
      for (const { socket } of others) socket.destroy();
      narrow.close();
    },
  );

  it('counts no connections of a proxy that speaks for many', async () => {
    const adapter = new BoundedHttpAdapter({ ...usualBounds, maxConnectionsPerAddress: 1 }, [], {
      includes: (address) => address === '127.0.0.1',
    });
    const server = await started(adapter);
    const both = [await open(portOf(server)), await open(portOf(server))];
    for (const { socket } of both) {
      socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    }

    for (const { answer } of both) expect(await answer).toContain('taken');
    server.close();
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

  it('is answered 429 for large bodies after a hundred, and never for what is authentic', async () => {
    await service.deliver(large).expect(200);
    for (let count = 0; count < 105; count += 1) await service.deliverUnsigned(small).expect(401);

    const refused = await service.deliverUnsigned(large).expect(429);

    expect(refused.headers['retry-after']).toMatch(/^\d+$/);
    expect(refused.body).toMatchObject({ statusCode: 429, error: 'Too Many Requests' });
    await service.deliverUnsigned(small).expect(401);
    await service.deliver(small).expect(200);
    await service.deliver(large).expect(200);
    await service.deliver(large, { 'x-forwarded-for': '198.51.100.7' }).expect(200);
  });

  it('is told apart behind a proxy that is trusted, and by nobody else', async () => {
    const behind = await startService({ TRUSTED_PROXIES: '127.0.0.0/8,::1' });
    const from = (service: ServiceUnderTest, address: string) =>
      service.deliverUnsigned(large, { 'x-forwarded-for': address });
    /** Allowances come back with time, and tests may be slow. */
    const slowed = async (service: ServiceUnderTest, address: string, sent: number) => {
      const statuses: number[] = [];
      for (let count = 0; count < sent; count += 1)
        statuses.push((await from(service, address)).status);
      return statuses.includes(429);
    };
    try {
      expect(await slowed(behind, '198.51.100.7', 130)).toBe(true);
      expect(await slowed(behind, '198.51.100.8', 20)).toBe(false);
      expect(await slowed(service, '198.51.100.8', 130)).toBe(true);
    } finally {
      await behind.stop();
    }
  });

  it('is served by a server within the usual bounds', () => {
    expect(service.app.getHttpServer()).toMatchObject({
      headersTimeout: usualBounds.headersTimeoutMs,
      requestTimeout: usualBounds.requestTimeoutMs,
      keepAliveTimeout: usualBounds.keepAliveTimeoutMs,
    });
  });
});
