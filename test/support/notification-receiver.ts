import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { objectFrom } from '../../simulator/http/exchange.js';

/** An address that notifications can be sent to. */
export class NotificationReceiver {
  /** The bodies that came, in order. */
  readonly received: Readonly<Record<string, unknown>>[] = [];
  /** How the next ones are answered; 200 where nothing is said. */
  answers: number[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        this.received.push(objectFrom(JSON.parse(body)));
        response.writeHead(this.answers.shift() ?? 200).end();
      });
    });
  }

  static async start(): Promise<NotificationReceiver> {
    const receiver = new NotificationReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
