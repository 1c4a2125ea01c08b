export interface BucketOptions {
  /** How much one address may do at once. */
  readonly burst: number;
  /** How fast that comes back. */
  readonly perSecond: number;
  /** Addresses remembered at most; beyond, the one that was heard of longest ago is forgotten. */
  readonly most?: number;
}

interface Bucket {
  left: number;
  atMs: number;
}

const usualMost = 10_000;

/** An allowance per address that comes back with time. In this process alone: no other is asked. */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>();

  constructor(private readonly options: BucketOptions) {}

  /** Takes one from the address's allowance; false where nothing is left of it. */
  take(address: string, nowMs: number): boolean {
    const bucket = this.#filled(address, nowMs);
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    this.#remember(address, bucket);
    return true;
  }

  /** Whether nothing is left of the address's allowance; takes nothing. */
  isEmpty(address: string, nowMs: number): boolean {
    return this.#buckets.has(address) && this.#filled(address, nowMs).left < 1;
  }

  #filled(address: string, nowMs: number): Bucket {
    const { burst, perSecond } = this.options;
    const known = this.#buckets.get(address);
    if (known === undefined) return { left: burst, atMs: nowMs };
    const back = (Math.max(0, nowMs - known.atMs) / 1000) * perSecond;
    return { left: Math.min(burst, known.left + back), atMs: nowMs };
  }

  /** The latest is last, so that the first is the one to forget. */
  #remember(address: string, bucket: Bucket): void {
    this.#buckets.delete(address);
    this.#buckets.set(address, bucket);
    if (this.#buckets.size <= (this.options.most ?? usualMost)) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
