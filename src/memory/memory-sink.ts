import { type CrmModule } from '../crm/modules.js';
import { type RecordKey } from '../crm/record-ref.js';
import { type AppError } from '../kernel/app-error.js';
import { type MemoryDocument } from './memory-document.js';

/** A document to write, and the memory's own id for what it holds of that record, if it is known. */
export interface DocumentWrite {
  readonly document: MemoryDocument;
  readonly knownRef: string | undefined;
}

export type WriteOutcome =
  /** Memory holds this document now; `ref` is its own id for it. */
  | { readonly status: 'written'; readonly ref: string }
  /** Memory holds a newer version of the record; nothing was written. */
  | { readonly status: 'stale' }
  | { readonly status: 'failed'; readonly error: AppError };

export interface DocumentRemoval {
  readonly key: RecordKey;
  readonly knownRef: string | undefined;
}

export type RemovalOutcome =
  /** Memory holds nothing of the record now; `existed` says whether it did. */
  | { readonly status: 'removed'; readonly existed: boolean }
  | { readonly status: 'failed'; readonly error: AppError };

export interface StoredDocument extends MemoryDocument {
  readonly ref: string;
  /** When memory took this version, epoch ms. */
  readonly storedAtMs: number;
}

/** What a comparison needs of a stored document, without its body. */
export type StoredItem = Pick<
  StoredDocument,
  'key' | 'module' | 'id' | 'version' | 'contentHash' | 'ref'
>;

export interface MemoryHit {
  readonly key: RecordKey;
  readonly title: string;
  /** A few words around the match, in plain text. */
  readonly excerpt: string;
  /** Higher is better; comparable within one answer only. */
  readonly score: number;
}

export interface SearchQuery {
  readonly text: string;
  readonly limit: number;
  readonly module?: CrmModule;
}

/**
 * The memory, whichever it is. One document per record key. Every call may be repeated: a crash between the memory's
 * commit and our note of it must leave one document, not two. Several processes may use one memory at once.
 */
export abstract class MemorySink {
  /** One outcome per write, in order; no key twice. A document that can't be written fails alone. */
  abstract upsert(writes: readonly DocumentWrite[]): Promise<readonly WriteOutcome[]>;

  /** One outcome per removal, in order; no key twice. Removing what isn't there succeeds. */
  abstract remove(removals: readonly DocumentRemoval[]): Promise<readonly RemovalOutcome[]>;

  abstract get(key: RecordKey): Promise<StoredDocument | undefined>;

  /** Best matches first. Any text is a valid query: it is words to look for, never a query language. */
  abstract search(query: SearchQuery): Promise<readonly MemoryHit[]>;

  /** Everything memory holds, in pages, ordered by key; for comparisons. */
  abstract list(module?: CrmModule): AsyncIterable<StoredItem>;

  abstract count(): Promise<number>;

  /** Resolves while the memory can take writes. @throws AppError saying what is wrong and the remedy */
  abstract check(): Promise<void>;

  abstract close(): Promise<void>;
}
