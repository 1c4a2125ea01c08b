import { storedObject } from '../../redis/stored-object.js';

/** The last run for a delivery, or the one that removed the record from memory. Times are epoch ms. */
export interface LastSync {
  /** When the change that it was for was queued: the first one of those that were gathered. */
  readonly receivedAtMs: number;
  readonly syncedAtMs: number;
  /** `written`, `unchanged`, `stale`, `removed`, `absent`. */
  readonly outcome: string;
  /** The request that told of it; null where none did: a sweep, or a command. */
  readonly requestId: string | null;
}

/** The run of a text in Redis; undefined for one that can't be read. */
export function lastSyncFrom(text: string | null): LastSync | undefined {
  const { receivedAtMs, syncedAtMs, outcome, requestId } = storedObject(text ?? '');
  if (typeof receivedAtMs !== 'number' || typeof syncedAtMs !== 'number') return undefined;
  if (typeof outcome !== 'string') return undefined;
  return {
    ...{ receivedAtMs, syncedAtMs, outcome },
    requestId: typeof requestId === 'string' ? requestId : null,
  };
}
