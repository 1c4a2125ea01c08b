/** A process that writes memory, and the memory that it writes. Times are epoch ms. */
export interface MemoryUser {
  readonly id: string;
  readonly memory: string;
  readonly seenAtMs: number;
}

/** A process that hasn't been heard of for so long writes nothing any more. */
export const goneAfterMs = 30_000;

export type Standing =
  /** The ledger describes this memory. */
  | 'described'
  /** The ledger describes none yet. */
  | 'first'
  /** The ledger describes another one, and processes that are alive write that one. */
  | 'other'
  /** The ledger describes another one that nobody writes any more: lost, or given up. */
  | 'successor';

/** How a process' memory stands to the one that the ledger describes. */
export function standingOf(
  own: Pick<MemoryUser, 'id' | 'memory'>,
  described: string | undefined,
  users: readonly MemoryUser[],
  nowMs: number,
): Standing {
  if (described === undefined) return 'first';
  if (described === own.memory) return 'described';
  const isUsed = users.some(
    ({ id, memory, seenAtMs }) =>
      id !== own.id && memory === described && nowMs - seenAtMs < goneAfterMs,
  );
  return isUsed ? 'other' : 'successor';
}
