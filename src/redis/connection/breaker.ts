import { type Command } from 'ioredis';

import { type AppError } from '../../kernel/app-error.js';
import { redisErrorFrom } from '../redis-error.js';
import { type RedisClient } from './redis-options.js';

/** While Redis is known not to answer, it is asked again so often. */
const probeEveryMs = 200;

/** For so long the reason that Redis gave counts, where it gives none. */
const reasonKeptMs = 5000;

/**
 * Whether Redis answers, and the guard of a client that must never wait: once Redis is known not to answer, every command
 * is refused at once, nothing is sent but one small probe at a time, and nothing is left behind in the client. Known from
 * the connection: one that is silent while commands wait is ended (`socketTimeout`), and with it all that waited. A
 * cluster stays connected while the node of our keys is lost, so that is asked for whenever a node goes.
 */
export class Breaker {
  #answers = false;
  #probing = false;
  #letThrough = false;
  #asking = false;
  #lastError: unknown;
  /** When the last error came that says why. */
  #reasonAtMs = -Infinity;
  readonly #listeners = new Set<() => void>();

  /**
   * @param probeKey a key of ours: in a cluster, what matters is the node that serves it
   * @param whyNot what the server says to a client that it turns away, where that has to be asked for
   */
  constructor(
    private readonly client: RedisClient,
    private readonly probeKey: string,
    private readonly whyNot?: () => Promise<Error | undefined>,
  ) {
    this.#guardCommands();
    for (const event of ['error', 'node error']) {
      client.on(event, (error: Error) => {
        this.#heard(error);
      });
    }
    client.on('ready', () => {
      // By TLS being connected is no answer: who lacks a certificate is turned away after it.
      this.#answers = this.whyNot === undefined;
      void this.#probe();
    });
    for (const event of ['close', 'reconnecting', 'end'])
      client.on(event, () => {
        this.#open();
      });
    client.on('-node', () => void this.#probe());
  }

  get answers(): boolean {
    return this.#answers;
  }

  /** Why nothing is asked of Redis; for when it doesn't answer. */
  get refusal(): AppError {
    return redisErrorFrom(this.#lastError ?? new Error('Not connected yet'));
  }

  /** Calls back once Redis answers no more. @returns ends that */
  onSilence(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #heard(error: unknown): void {
    if (saysWhy(error)) {
      this.#lastError = error;
      this.#reasonAtMs = performance.now();
    } else if (performance.now() - this.#reasonAtMs > reasonKeptMs) {
      this.#lastError = error;
      void this.#askWhy();
    }
  }

  async #askWhy(): Promise<void> {
    if (this.#asking || this.whyNot === undefined) return;
    this.#asking = true;
    const reason = await this.whyNot();
    this.#asking = false;
    if (reason !== undefined && saysWhy(reason) && !this.#answers) this.#heard(reason);
  }

  #open(): void {
    if (!this.#answers) return;
    this.#answers = false;
    for (const listener of [...this.#listeners]) listener();
  }

  async #probe(): Promise<void> {
    if (this.#probing) return;
    this.#probing = true;
    try {
      await this.#ask();
      this.#lastError = undefined;
      this.#answers = true;
    } catch (error) {
      // A client that lost its connection tells why by itself, and that it has one again.
      if (this.client.status === 'ready') this.#heard(error);
      this.#open();
    } finally {
      this.#probing = false;
    }
    if (this.#answers || this.client.status !== 'ready') return;
    setTimeout(() => void this.#probe(), probeEveryMs).unref();
  }

  #ask(): Promise<unknown> {
    this.#letThrough = true;
    try {
      return this.client.exists(this.probeKey);
    } finally {
      this.#letThrough = false;
    }
  }

  /** A client that isn't ready refuses by itself, and has to say hello. */
  #guardCommands(): void {
    const { client } = this;
    const send = client.sendCommand.bind(client) as (...args: readonly unknown[]) => unknown;
    Object.assign(client, {
      sendCommand: (command: Command, ...rest: readonly unknown[]): unknown => {
        const lets = this.#answers || this.#letThrough || client.status !== 'ready';
        if (lets) return send(command, ...rest);
        command.reject(this.refusal);
        return command.promise;
      },
    });
  }
}

function saysWhy(error: unknown): boolean {
  return redisErrorFrom(error).code !== 'redis.unreachable';
}
