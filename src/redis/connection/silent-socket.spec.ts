import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

import { guard } from './silent-socket.js';

const silence = new Error("Socket timeout. Expecting data, but didn't receive any in 800ms.");

describe('a connection that is ended for its silence', () => {
  let server: Server;
  let client: Socket;
  let other: Socket;

  const connected = async (): Promise<void> => {
    server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    [other] = (await once(server, 'connection')) as [Socket];
    client.resume();
    client.on('error', () => undefined);
    guard(client);
  };

  afterEach(() => {
    client.destroy();
    other.destroy();
    server.close();
  });

  it('goes on where something came while the process was busy', async () => {
    await connected();
    await new Promise((resolve) => other.write('+PONG', resolve));

    client.destroy(silence);
    await once(client, 'data');

    expect(client.destroyed).toBe(false);
  });

  it('ends where nothing came', async () => {
    await connected();

    client.destroy(silence);
    expect(await once(client, 'error')).toEqual([silence]);

    expect(client.destroyed).toBe(true);
  });

  it('ends at once for any other reason', async () => {
    await connected();

    client.destroy();

    expect(client.destroyed).toBe(true);
  });
});
