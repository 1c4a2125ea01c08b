import { createHash } from 'node:crypto';

/** How far a survey looks beyond what it sees anyway. By id, so that it is the same wherever it is asked. */
export interface Depth {
  /** Whether a record that lists don't show whole is read by itself, at an API credit or a part of one. */
  readonly isRead: (id: string) => boolean;
  /** Whether memory is asked to find the record's document by what is in it. */
  readonly isProbed: (id: string) => boolean;
}

export const everything = (): boolean => true;
export const nothing = (): boolean => false;

const dayMs = 86_400_000;

/**
 * Another share of all records every day, so that each has its turn: of 0.02 in fifty days. The same ones all day (UTC).
 */
export function shareOfDay(share: number, nowMs: number): (id: string) => boolean {
  if (share <= 0) return nothing;
  const turns = Math.max(1, Math.round(1 / share));
  const turn = Math.floor(nowMs / dayMs) % turns;
  return (id) => createHash('sha256').update(id).digest().readUInt32BE(0) % turns === turn;
}
