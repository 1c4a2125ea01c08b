import { storedObject } from '../../redis/stored-object.js';

/** What the last comparison of all records of a module found. */
export interface Proof {
  /** Epoch ms. */
  readonly atMs: number;
  readonly inCrm: number;
  readonly inMemory: number;
  readonly differences: number;
}

/** The proof of a text in Redis; undefined for one that can't be read. */
export function proofFrom(text: string | null): Proof | undefined {
  const { atMs, inCrm, inMemory, differences } = storedObject(text ?? '');
  if (typeof atMs !== 'number' || typeof differences !== 'number') return undefined;
  if (typeof inCrm !== 'number' || typeof inMemory !== 'number') return undefined;
  return { atMs, inCrm, inMemory, differences };
}
