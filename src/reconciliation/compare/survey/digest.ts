import { createHash } from 'node:crypto';

const lanes = 4;

/** What one (id, Modified_Time) adds to a digest: the first 16 bytes of its SHA-256. */
export function setHash(id: string, modifiedAtMs: number): Buffer {
  return createHash('sha256').update(`${id}\n${modifiedAtMs}`).digest();
}

/**
 * A digest of a set of (id, Modified_Time) that doesn't depend on the order in which they are seen: the sums of their
 * hashes, 32 bits at a time. Two sides that hold the same have the same; it tells apart what differs by accident, not
 * by intent.
 */
export class SetDigest {
  readonly #sums = new Uint32Array(lanes);
  #count = 0;

  add(id: string, modifiedAtMs: number): void {
    this.addHash(setHash(id, modifiedAtMs));
  }

  addHash(hash: Buffer): void {
    this.#sums.forEach((sum, lane) => {
      this.#sums[lane] = sum + hash.readUInt32BE(4 * lane);
    });
    this.#count += 1;
  }

  get count(): number {
    return this.#count;
  }

  /** 32 hex characters. */
  get text(): string {
    return [...this.#sums].map((sum) => sum.toString(16).padStart(8, '0')).join('');
  }
}
