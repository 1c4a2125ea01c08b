import { createHash } from 'node:crypto';

const modulus = 1n << 256n;

/**
 * A digest of a set of (id, Modified_Time) that doesn't depend on the order in which they are seen: the sum of their
 * SHA-256. Two sides that hold the same have the same; it tells apart what differs by accident, not by intent.
 */
export class SetDigest {
  #sum = 0n;
  #count = 0;

  add(id: string, modifiedAtMs: number): void {
    const hash = createHash('sha256').update(`${id}\n${modifiedAtMs}`).digest('hex');
    this.#sum = (this.#sum + BigInt(`0x${hash}`)) % modulus;
    this.#count += 1;
  }

  get count(): number {
    return this.#count;
  }

  /** 16 hex characters. */
  get text(): string {
    return this.#sum.toString(16).padStart(64, '0').slice(0, 16);
  }
}
