import { isRecordKey, type RecordKey, recordRefFrom, type RecordRef } from '../crm/record-ref.js';
import {
  anything,
  list,
  maybe,
  number,
  object,
  optional,
  or,
  passing,
  stored,
  text,
} from '../kernel/shape.js';

/** A record that a document names, and the name it had when the document was written. */
export interface Mention {
  readonly key: RecordKey;
  readonly name: string;
}

/** What memory holds of a record, as far as it takes to decide without asking the memory or the CRM. */
export interface LedgerEntry {
  /** The version written, as in `MemoryDocument`. */
  readonly version: number;
  readonly contentHash: string;
  /** SHA-256 of the document's facts, hex; empty where memory was given none. */
  readonly factsHash: string;
  /** What the document was made by, beside the record; empty for one of a build that didn't say. */
  readonly rendering: string;
  /** The memory's own id for the document. */
  readonly sinkRef: string;
  /** What the record is called where others point to it. */
  readonly name: string;
  /** The record it hangs on: a deal of an account, a note on a deal. */
  readonly parent: RecordRef | undefined;
  /** The records that the document names, its parent among them, as it calls them. */
  readonly mentions: readonly Mention[];
  /** What the account's document says of this record; its shape is the renderer's affair. */
  readonly summary: unknown;
  /** Epoch ms of the last write. */
  readonly writtenAtMs: number;
  /** Since when the CRM hasn't shown the record, epoch ms, where its document is kept nevertheless. */
  readonly vanishedSinceMs?: number;
}

export function ledgerTextFrom(entry: LedgerEntry): string {
  return JSON.stringify(entry);
}

/** The entry of a text in Redis; undefined for none and for one that can't be read: then the record is written anew. */
export const ledgerEntryFrom = stored(
  object<LedgerEntry>({
    version: number,
    contentHash: text,
    factsHash: or(text, ''),
    rendering: or(text, ''),
    sinkRef: text,
    name: text,
    parent: maybe(recordRefFrom),
    mentions: or(list(object<Mention>({ key: passing(isRecordKey), name: text })), []),
    summary: maybe(anything),
    writtenAtMs: or(number, 0),
    vanishedSinceMs: optional(number),
  }),
);
