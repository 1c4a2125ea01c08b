import { number, object, or, stored, text } from '../../kernel/shape.js';

/** The last run for a delivery, or the one that removed the record from memory. Times are epoch ms. */
export interface LastSync {
  /** When the change that it was for was queued: the first one of those that were gathered. */
  readonly receivedAtMs: number;
  readonly syncedAtMs: number;
  /** `written`, `unchanged`, `stale`, `ignored_older`, `removed`, `absent`. */
  readonly outcome: string;
  /** The request that told of it; null where none did: a sweep, or a command. */
  readonly requestId: string | null;
}

/** The run of a text in Redis; undefined for one that can't be read. */
export const lastSyncFrom = stored(
  object<LastSync>({
    receivedAtMs: number,
    syncedAtMs: number,
    outcome: text,
    requestId: or(text, null),
  }),
);
