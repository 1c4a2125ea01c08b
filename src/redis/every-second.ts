import { Repetition } from '../kernel/repetition.js';
import { within } from '../kernel/within.js';

const everyMs = 1000;
const lastWithinMs = 500;

/**
 * Writes what has gathered once a second at most, one write at a time, so that what is noted costs no command of its
 * own. `write` never rejects: what it couldn't write, it keeps or lets go of.
 */
export class EverySecond {
  readonly #writes: Repetition;

  constructor(write: () => Promise<void>) {
    this.#writes = new Repetition(write, everyMs);
  }

  start(): void {
    this.#writes.start();
  }

  /** Resolves once what has gathered until now is written, or could not be. */
  async now(): Promise<void> {
    await this.#writes.now();
  }

  /** Writes once more; a Redis that doesn't take it in half a second is not waited for. */
  async last(): Promise<void> {
    await within(this.now(), lastWithinMs, 'Redis').catch(() => undefined);
  }

  /** Ends it, with a last write. */
  async stop(): Promise<void> {
    this.#writes.stop();
    await this.last();
  }
}
