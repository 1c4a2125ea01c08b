import { type Server, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';

import { addressGroupOf, plainAddress } from './client-address.js';

export interface ConnectionBounds {
  /** Open at once. */
  readonly total: number;
  /** Of one address, or of the network that counts as one. */
  readonly perAddress: number;
  /** Whose connections are of many senders. */
  readonly exempt: { includes(address: string): boolean };
}

/**
 * Keeps the connections of a server within their numbers. Where there is one too many, the one that has been without a
 * request for longest is closed, of that address or of all: who has something to ask comes in, however many idle
 * connections others hold. Only where every one of them is in a request, the new one is closed.
 */
export class OpenConnections {
  /** Those without a request, longest first, and whose they are. */
  readonly #idle = new Map<Socket, string>();
  readonly #openBy = new Map<string, number>();
  #open = 0;

  constructor(private readonly bounds: ConnectionBounds) {}

  /** Follows the connections of a server. To be told of its requests. */
  follow(server: Server): void {
    server.on('connection', (socket: Socket) => {
      this.#opened(socket);
    });
  }

  /** A request has come in, which is answered by `response`. */
  noteRequest(socket: Socket, response: ServerResponse): void {
    const group = this.#idle.get(socket);
    // Of several requests at once on one connection, the first one's answer comes first.
    if (group === undefined) return;
    this.#idle.delete(socket);
    response.once('close', () => {
      if (!socket.destroyed) this.#idle.set(socket, group);
    });
  }

  #opened(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress ?? '');
    const group = addressGroupOf(address);
    this.#count(group, 1);
    this.#idle.set(socket, group);
    socket.once('close', () => {
      this.#idle.delete(socket);
      this.#count(group, -1);
    });
    const { total, perAddress, exempt } = this.bounds;
    const openByGroup = this.#openBy.get(group) ?? 0;
    if (openByGroup > perAddress && !exempt.includes(address)) {
      this.#closeLongestIdle((each) => each === group);
    } else if (this.#open > total) {
      this.#closeLongestIdle(() => true);
    }
  }

  /** The new connection is idle too, and the last of all. */
  #closeLongestIdle(mayBe: (group: string) => boolean): void {
    for (const [socket, group] of this.#idle) {
      if (!mayBe(group)) continue;
      this.#idle.delete(socket);
      socket.destroy();
      return;
    }
  }

  #count(group: string, by: 1 | -1): void {
    this.#open += by;
    const open = (this.#openBy.get(group) ?? 0) + by;
    if (open > 0) this.#openBy.set(group, open);
    else this.#openBy.delete(group);
  }
}
