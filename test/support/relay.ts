import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Carries connections to a server on this machine, as the network does. */
export interface Relay {
  readonly port: number;
  /** Connections that lost their other end and were not ended by their client yet. */
  readonly silenced: () => number;
  /** The other end of all present connections vanishes without a word; new ones are carried. */
  silence(): void;
  /** Present connections are cut, and new ones carried to another server, as when a replica takes over. */
  carryTo(port: number): void;
  close(): Promise<void>;
}

export async function startRelay(firstPort: number): Promise<Relay> {
  let toPort = firstPort;
  const carried = new Map<Socket, Socket>();
  const silenced = new Set<Socket>();
  const server = createServer((client) => {
    const far = connect(toPort, '127.0.0.1');
    carried.set(client, far);
    for (const socket of [client, far]) socket.on('error', () => undefined);
    client.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => client.write(bytes));
    far.on('close', () => {
      if (!silenced.has(client)) client.destroy();
    });
    client.on('close', () => {
      carried.delete(client);
      silenced.delete(client);
      far.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    silenced: () => silenced.size,
    silence: () => {
      for (const [client, far] of carried) {
        silenced.add(client);
        client.removeAllListeners('data').on('data', () => undefined);
        far.removeAllListeners('data').on('data', () => undefined);
      }
    },
    carryTo: (port) => {
      toPort = port;
      for (const client of carried.keys()) client.destroy();
    },
    close: async () => {
      for (const client of carried.keys()) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
