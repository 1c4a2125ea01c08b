import { Logger } from '@nestjs/common';

import { EverySecond } from './every-second.js';
import { type RedisConnections } from './redis-connections.js';

/** A list of the last things that happened, over all processes. */
interface ListOptions<T> {
  /** Its key in Redis, and its name in the log. */
  readonly name: string;
  /** How many it keeps; also, how many of one second. */
  readonly kept: number;
  /** What a text in Redis holds; undefined for one that can't be read. */
  readonly read: (json: string) => T | undefined;
}

/**
 * The last things of a kind. Written once a second at most and a bounded number at a time, so that a flood of them costs
 * Redis next to nothing.
 */
export class BoundedList<T extends object> {
  readonly #logger = new Logger(BoundedList.name);
  readonly #key: string;
  readonly #writes = new EverySecond(() => this.#write());
  #unwritten: T[] = [];

  constructor(
    private readonly redis: RedisConnections,
    private readonly options: ListOptions<T>,
  ) {
    this.#key = redis.key(options.name);
  }

  /** `describe` is asked only where there is room: of a flood, the first of every second are kept. */
  note(describe: () => T): void {
    if (this.#unwritten.length < this.options.kept) this.#unwritten.push(describe());
  }

  /** Newest first; this process's latest second is among them. @throws the error of Redis */
  async last(most = this.options.kept): Promise<readonly T[]> {
    await this.#writes.now();
    const texts = await this.redis.failFast.lrange(this.#key, 0, most - 1);
    return texts.map(this.options.read).filter((each) => each !== undefined);
  }

  start(): void {
    this.#writes.start();
  }

  /** Ends it, with a last write. */
  async stop(): Promise<void> {
    await this.#writes.stop();
  }

  /** What can't be written is let go of: the counts tell how many there were. */
  async #write(): Promise<void> {
    const noted = this.#unwritten;
    if (noted.length === 0) return;
    this.#unwritten = [];
    const texts = noted.map((each) => JSON.stringify(each));
    try {
      const commands = this.redis.failFast.multi();
      await commands
        .lpush(this.#key, ...texts)
        .ltrim(this.#key, 0, this.options.kept - 1)
        .exec();
    } catch (error) {
      const { name } = this.options;
      this.#logger.debug({ event: 'list.not_written', name, reason: String(error) });
    }
  }
}
