import { flag, list, maybe, number, object, or, stored, text } from '../../kernel/shape.js';

/** One version of a record's document. */
export interface HeldVersion {
  /** Cognee's id for it; empty while Cognee doesn't have it. */
  readonly ref: string;
  readonly version: number;
  readonly contentHash: string;
  readonly title: string;
  readonly storedAtMs: number;
  /** Whether search can find it: it has been through cognify. */
  readonly indexed: boolean;
}

/** What Cognee holds of a record. */
export interface IndexEntry extends HeldVersion {
  /** Older versions that Cognee still has. They go once the newest is indexed. */
  readonly superseded: readonly HeldVersion[];
  /** The record is gone: its versions are being removed, and nobody finds them any more. */
  readonly removing: boolean;
  /** The body, while the document is held back from Cognee to find out which one can't be indexed. */
  readonly heldBody: string | undefined;
}

export function entryText(entry: IndexEntry): string {
  return JSON.stringify(entry);
}

const held = {
  ref: text,
  version: number,
  contentHash: text,
  title: text,
  storedAtMs: or(number, 0),
  indexed: or(flag, false),
};

/** The entry of a text in Redis; undefined for none and for one that can't be read. */
export const indexEntryFrom = stored(
  object<IndexEntry>({
    ...held,
    superseded: or(list(object<HeldVersion>(held)), []),
    removing: or(flag, false),
    heldBody: maybe(text),
  }),
);

/** The entry once `next` is what Cognee holds of the record; `before` is what it held until now. */
export function succeed(before: IndexEntry | undefined, next: HeldVersion): IndexEntry {
  const older = before === undefined ? [] : [versionOf(before), ...before.superseded];
  return {
    ...next,
    superseded: older.filter(({ ref }) => ref !== '' && ref !== next.ref),
    removing: false,
    heldBody: undefined,
  };
}

/** Every id under which Cognee has something of the record. */
export function refsOf(entry: IndexEntry): readonly string[] {
  return [entry.ref, ...entry.superseded.map(({ ref }) => ref)].filter((ref) => ref !== '');
}

/** The present version alone. */
export function versionOf({
  ref,
  version,
  contentHash,
  title,
  storedAtMs,
  indexed,
}: IndexEntry): HeldVersion {
  return { ref, version, contentHash, title, storedAtMs, indexed };
}
