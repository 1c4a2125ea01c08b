import { randomBytes } from 'node:crypto';
import { type ServerResponse } from 'node:http';

import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { Repetition } from '../../kernel/repetition.js';
import { OverviewReader } from '../overview/overview-reader.js';

const lookEveryMs = 1000;
/** Below the idle time-outs of the usual proxies. */
const sayNothingEveryMs = 15_000;
/** A browser comes back by itself, and shows anew who it is. */
const longestMs = 15 * 60_000;
const mostSubscribers = 50;
/** Whoever reads so much slower than it is written is let go. */
const mostUnreadBytes = 262_144;
const comeBackAfterMs = 2000;

interface Subscriber {
  readonly response: ServerResponse;
  /** The id of the event that it was sent last. */
  seen: string | undefined;
  readonly end: () => void;
}

/**
 * The overview as it changes, as server-sent events. One look a second however many watch, and none while nobody does.
 * An event is the whole state, so whoever comes back with the id of the last one has missed nothing, or gets what is now.
 */
@Injectable()
export class LiveFeed implements OnModuleDestroy {
  readonly #subscribers = new Set<Subscriber>();
  readonly #run = randomBytes(6).toString('base64url');
  readonly #looks = new Repetition(() => this.#look(), lookEveryMs);
  #serial = 0;
  #last: { readonly data: string; readonly essence: string } | undefined;
  #stopping = false;

  constructor(private readonly overview: OverviewReader) {}

  /** Whether one more may watch. */
  get hasRoom(): boolean {
    return !this.#stopping && this.#subscribers.size < mostSubscribers;
  }

  /** Begins the stream. `lastId`: what the browser saw last. */
  subscribe(response: ServerResponse, lastId: string | undefined): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // A proxy that gathers what it passes on would hold back what is new.
      'X-Accel-Buffering': 'no',
    });
    response.write(`retry: ${comeBackAfterMs}\n\n`);
    const subscriber = this.#subscriber(response, lastId);
    this.#subscribers.add(subscriber);
    if (this.#subscribers.size > 1) {
      this.#tell(subscriber);
      return;
    }
    // What was seen when somebody watched last may be long ago.
    this.#looks.start();
    void this.#looks.now().then(() => {
      this.#tell(subscriber);
    });
  }

  /** Before the server waits for its connections to end. */
  onModuleDestroy(): void {
    this.#stopping = true;
    for (const { end } of [...this.#subscribers]) end();
  }

  get #id(): string {
    return `${this.#run}-${this.#serial}`;
  }

  /** Sends what is known, unless the subscriber has seen it. */
  #tell(subscriber: Subscriber): void {
    if (this.#last === undefined || subscriber.seen === this.#id) return;
    subscriber.seen = this.#id;
    this.#send(subscriber, `id: ${this.#id}\nevent: overview\ndata: ${this.#last.data}\n\n`);
  }

  #subscriber(response: ServerResponse, seen: string | undefined): Subscriber {
    const breath = setInterval(() => {
      this.#send(subscriber, ': \n\n');
    }, sayNothingEveryMs);
    const limit = setTimeout(() => {
      subscriber.end();
    }, longestMs);
    const subscriber: Subscriber = {
      response,
      seen,
      end: () => {
        response.end();
        this.#forget(subscriber);
      },
    };
    response.once('close', () => {
      clearInterval(breath);
      clearTimeout(limit);
      this.#forget(subscriber);
    });
    return subscriber;
  }

  #forget(subscriber: Subscriber): void {
    const wasThere = this.#subscribers.delete(subscriber);
    if (wasThere && this.#subscribers.size === 0) this.#looks.stop();
  }

  async #look(): Promise<void> {
    const { at, ...rest } = await this.overview.now();
    const essence = JSON.stringify(rest);
    if (essence === this.#last?.essence) return;
    this.#serial += 1;
    this.#last = { data: JSON.stringify({ at, ...rest }), essence };
    for (const subscriber of [...this.#subscribers]) this.#tell(subscriber);
  }

  #send({ response }: Subscriber, text: string): void {
    if (!response.writable) return;
    if (response.writableLength > mostUnreadBytes) response.destroy();
    else response.write(text);
  }
}
