/** A process that writes memory, and the memory that it writes. Times are epoch ms. */
export interface MemoryUser {
  readonly id: string;
  readonly memory: string;
  /** The index of facts beside that memory that it writes, where it writes one. */
  readonly facts?: string | undefined;
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

export type FactsStanding =
  /** Others that write the memory write other facts, or none: no index of them has everything. */
  | 'apart'
  /** Whatever was written to the memory since it was compared with this index is in it. */
  | 'whole'
  /** It may have missed what others wrote. */
  | 'unproven';

/** How a process' facts stand to the memory. `described`: the facts of which it is known that nothing was missed. */
export function factsStandingOf(
  own: MemoryUser,
  described: string | undefined,
  users: readonly MemoryUser[],
  nowMs: number,
): FactsStanding {
  const fellows = users.filter(
    ({ id, memory, seenAtMs }) =>
      id !== own.id && memory === own.memory && nowMs - seenAtMs < goneAfterMs,
  );
  if (fellows.some(({ facts }) => facts !== own.facts)) return 'apart';
  return described === factsName(own) ? 'whole' : 'unproven';
}

/** Names facts as those of a memory. */
export function factsName({ memory, facts }: Pick<MemoryUser, 'memory' | 'facts'>): string {
  return `${facts ?? ''} of ${memory}`;
}
