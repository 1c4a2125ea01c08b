import { type Server } from 'node:http';
import { type Socket } from 'node:net';

/**
 * Connections over which nothing was sent yet: browsers open some before they need them. Node counts them neither as idle
 * nor, once a server closes, against its time-outs, so a server that closes would wait for them without end.
 */
export class SilentConnections {
  readonly #open = new Set<Socket>();

  /** Before the server listens. */
  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
  }

  /** Ends them; what has sent anything is left alone. */
  end(): void {
    for (const socket of this.#open) if (socket.bytesRead === 0) socket.destroy();
  }
}
