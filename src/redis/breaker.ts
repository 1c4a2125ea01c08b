import { type Command, Redis } from 'ioredis';

import { type AppError } from '../kernel/app-error.js';
import { redisErrorFrom } from './redis-error.js';
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
  #lastError: unknown;
  /** When the last error came that says why. */
  #reasonAtMs = -Infinity;
  readonly #listeners = new Set<() => void>();

  /** @param probeKey a key of ours: in a cluster, what matters is the node that serves it */
  constructor(
    private readonly client: RedisClient,
    private readonly probeKey: string,
  ) {
    this.#guardCommands();
    for (const event of ['error', 'node error']) {
      client.on(event, (error: Error) => {
        this.#heard(error);
      });
    }
    client.on('ready', () => {
      // By TLS being connected is no answer: who lacks a certificate is turned away after it.
      this.#answers = !speaksTls(client);
      if (this.#answers || this.#lastError === undefined) void this.#probe();
      else setTimeout(() => void this.#probe(), probeEveryMs).unref();
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

  /** A server that turns a connection away says why on some attempts only. */
  #heard(error: unknown): void {
    const saysWhy = redisErrorFrom(error).code !== 'redis.unreachable';
    if (!saysWhy && performance.now() - this.#reasonAtMs < reasonKeptMs) return;
    this.#lastError = error;
    if (saysWhy) this.#reasonAtMs = performance.now();
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

/** TLS 1.3 lets a client send before its certificate was looked at; one that does hears of the end, not of the reason. */
function speaksTls(client: RedisClient): boolean {
  return client instanceof Redis && client.options.tls !== undefined;
}
