import { within } from '../redis/within.js';

const everyMs = 1000;
const lastWithinMs = 500;

/**
 * Writes what has gathered once a second at most, one write at a time, so that what is noted costs no command of its
 * own. `write` never rejects: what it couldn't write, it keeps or lets go of.
 */
export class EverySecond {
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;

  constructor(private readonly write: () => Promise<void>) {}

  start(): void {
    this.#timer = setInterval(() => {
      // While Redis is away a write may take long: further ones would only wait for it.
      if (this.#writing === undefined) void this.now();
    }, everyMs);
    this.#timer.unref();
  }

  /** Resolves once what has gathered until now is written, or could not be. */
  async now(): Promise<void> {
    await this.#writing;
    this.#writing ??= this.write().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  /** Writes once more; a Redis that doesn't take it in half a second is not waited for. */
  async last(): Promise<void> {
    await within(this.now(), lastWithinMs, 'Redis').catch(() => undefined);
  }

  /** Ends it, with a last write. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.last();
  }
}
