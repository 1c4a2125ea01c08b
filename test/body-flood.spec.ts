import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { Secret } from '../src/kernel/secret.js';
import { deriveToken } from '../src/kernel/signing.js';
import { runCli, startProcess, type TestProcess } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { signatureOf } from './support/running-service.js';
import { testEnvironment, testSecret } from './support/test-settings.js';

const environment = { ROLE: 'web', REDIS_PREFIX: `test-${randomUUID()}`, LOG_LEVEL: 'info' };
const mebibyte = 1_048_576;

describe('bodies of strangers that never end', () => {
  let service: TestProcess;
  let port: number;
  const held: Socket[] = [];

  beforeAll(async () => {
    service = await startProcess(environment);
    await service.untilReady();
    port = Number(new URL(service.url).port);
  });

  afterEach(() => {
    for (const socket of held.splice(0)) socket.destroy();
  });

  afterAll(async () => {
    await service.stop();
  });

  /** A connection that has sent `sent` bytes of a body, and says that one more is to come. */
  const hold = async (sent: number, address = '127.0.0.1'): Promise<Socket> => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: address });
    held.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(
      `POST /webhooks/zoho HTTP/1.1\r\nHost: x\r\nContent-Length: ${sent + 1}\r\nX-Request-Id: held\r\n\r\n`,
    );
    await new Promise((resolve) => socket.write('x'.repeat(sent), resolve));
    return socket;
  };
  const deliver = async (bytes: number): Promise<number> => {
    const body = JSON.stringify({
      module: 'Accounts',
      operation: 'update',
      data: [{ id: '1', Description: 'x'.repeat(bytes) }],
    });
    const headers = { 'x-zoho-signature': signatureOf(body), 'x-zoho-event-id': randomUUID() };
    const options = { method: 'POST', body, headers };
    return (await fetch(`${service.url}/webhooks/zoho`, options)).status;
  };
  const refusedAs = async (reason: string): Promise<number> => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    const line = text.split('\n').find((each) => each.includes(`reason="${reason}"`));
    return Number(line?.split(' ').at(-1));
  };
  const linesOf = (reason: string): readonly Record<string, unknown>[] =>
    service.stdout
      .split('\n')
      .filter((line) => line.includes(`"reason":"${reason}"`))
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('are cut where they are too much, are counted, and keep nobody else out', async () => {
    for (let count = 0; count < 90; count += 1) {
      await hold(mebibyte - 1, `127.0.0.${1 + (count % 3)}`);
    }

    await eventually(async () => {
      // Of 90 MiB, 32 may be held.
      expect(await refusedAs('overloaded')).toBeGreaterThanOrEqual(58);
    });
    expect(await deliver(1000)).toBe(200);
    expect(await deliver(mebibyte - 1000)).toBe(200);
    expect(linesOf('overloaded')[0]).toMatchObject({
      status: 503,
      address: expect.stringMatching(/^127\.0\.0\.[123]$/),
    });
    expect(linesOf('overloaded').length).toBeLessThanOrEqual(61);
  });

  it('are told where the connection ended before they did', async () => {
    const before = await refusedAs('aborted');
    const socket = await hold(10, '127.0.0.9');
    socket.destroy();

    await eventually(async () => {
      expect(await refusedAs('aborted')).toBe(before + 1);
    });
    expect(linesOf('aborted').at(-1)).toMatchObject({ address: '127.0.0.9', status: 400 });
    const { stdout } = await runCli(['status', '--refused'], testEnvironment(environment));
    expect(stdout).toMatch(/aborted .*127\.0\.0\.9/);
  });

  it('are read only as far as they show whose channel they are of', async () => {
    const token = deriveToken(new Secret(testSecret), 'channel:7');
    const post = async (body: string): Promise<number> =>
      (await fetch(`${service.url}/webhooks/zoho`, { method: 'POST', body })).status;

    expect(await post(`{"channel_id":"7","token":"${token}","ids":["1"]`)).toBe(400);
    expect(await post(`{"channel_id":"7","token":"x","ids":["1"]`)).toBe(401);
  });
});

describe('whoever asks how the service is', () => {
  it('costs Redis and the memory nothing, however often he asks', async () => {
    const prefix = `test-${randomUUID()}`;
    const service = await startProcess({ ROLE: 'all', REDIS_PREFIX: prefix });
    try {
      await service.untilReady();
      const { hostname, port } = new URL(process.env['TEST_REDIS_URL']!);
      // ioredis fails on a monitor's lines that come with the answer to MONITOR itself.
      const redis = connect(Number(port), hostname).setEncoding('utf8');
      let seen = '';
      redis.on('data', (lines: string) => {
        seen += lines;
      });
      redis.write('MONITOR\r\n');
      await once(redis, 'data');
      for (let count = 0; count < 200; count += 1) {
        expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
      }
      // The monitor hears what the service does by itself.
      await eventually(() => {
        expect(seen).toContain(prefix);
      });
      redis.destroy();

      expect(seen.split(`"${prefix}:probe"`).length - 1).toBeLessThan(40);
    } finally {
      await service.stop();
    }
  });
});
