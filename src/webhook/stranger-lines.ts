import { TokenBuckets } from '../http/token-buckets.js';

/** Lines of one address: who sets up a sender sees all of his tries. */
const perAddress = { burst: 20, perSecond: 0.1 };
/** Of all addresses together, whatever number somebody has. */
const overall = { burst: 200, perSecond: 2 };

/** Which refusals of senders that proved nothing are written to the log: of a flood, samples. All are counted. */
export class StrangerLines {
  readonly #perAddress = new TokenBuckets(perAddress);
  readonly #overall = new TokenBuckets(overall);
  #unlogged = 0;

  /** How many were not written since the last one that was, where this one is; undefined where it isn't. */
  take(group: string, nowMs: number): number | undefined {
    if (!this.#perAddress.take(group, nowMs) || !this.#overall.take('', nowMs)) {
      this.#unlogged += 1;
      return undefined;
    }
    const unlogged = this.#unlogged;
    this.#unlogged = 0;
    return unlogged;
  }
}
