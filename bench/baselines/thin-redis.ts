import { connect, type Socket } from 'node:net';

interface Waiting {
  readonly resolve: (reply: string) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The least that a client of Redis can be: commands of one turn of the event loop in one write, replies in their order.
 * It knows the replies that have one line (https://redis.io/docs/latest/develop/reference/protocol-spec/), and no failure
 * of a connection.
 */
export class ThinRedis {
  readonly #socket: Socket;
  readonly #waiting: Waiting[] = [];
  #outgoing: string[] = [];
  #incoming = '';

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.setEncoding('latin1').on('data', (text: string) => {
      this.#read(text);
    });
  }

  /** A command whose reply has one line; its arguments are ASCII. */
  send(...words: readonly string[]): Promise<string> {
    const parts = words.map((word) => `$${word.length}\r\n${word}\r\n`);
    if (this.#outgoing.length === 0)
      setImmediate(() => {
        this.#write();
      });
    this.#outgoing.push(`*${words.length}\r\n${parts.join('')}`);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  #write(): void {
    this.#socket.write(this.#outgoing.join(''), 'latin1');
    this.#outgoing = [];
  }

  #read(text: string): void {
    const lines = (this.#incoming + text).split('\r\n');
    this.#incoming = lines.pop() ?? '';
    for (const line of lines) {
      const waiting = this.#waiting.shift();
      if (line.startsWith('-')) waiting?.reject(new Error(line.slice(1)));
      else waiting?.resolve(line);
    }
  }
}
