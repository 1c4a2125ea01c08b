import { type CrmModule } from '../crm/modules.js';
import { type RecordKey, type RecordRef } from '../crm/record-ref.js';
import { type AppError } from '../kernel/app-error.js';
import { type Metrics } from '../observability/metrics.js';
import { type FactIndex } from './fact-query.js';
import { type Graves } from './graves.js';
import { type MemoryDocument, type StoredDocument } from './memory-document.js';

/**
 * Told of a document that memory took and then couldn't make findable, with the reason; memory no longer holds that
 * version. Told again where it fails.
 */
export type OnRejected = (key: RecordKey, error: AppError) => Promise<void>;

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

/** What a memory finds documents by, beside them: it can be wrong while every document is right. */
export interface DocumentIndex {
  /** Those of the documents that aren't found by just what is in them; a key without a document is none. */
  unfit(keys: readonly RecordKey[]): Promise<readonly RecordKey[]>;
  /** How many entries are of no document, and how many documents have none. */
  strays(): Promise<number>;
  /** Makes all of it anew from the documents. Writes wait meanwhile, some tenths of a millisecond for each document. */
  rebuild(): Promise<void>;
  /** Leaves nothing in it of documents as they were before, in small steps between which others work. */
  tidy(): Promise<void>;
}

/** The facts of a memory that keeps none itself, in an index that may be this process' alone. */
export interface FactsBeside {
  /** Which index it is, as the memory's own `identity`. @throws AppError `memory.*` */
  identity(): Promise<string>;
  /**
   * Compares it with the memory, for an index that may have missed changes. What it lacks or has of another text is noted
   * as unknown, what memory doesn't have is removed. Yields the records whose documents are to be written anew, in pages.
   * @throws AppError `memory.*`
   */
  mend(): AsyncIterable<readonly RecordRef[]>;
}

/** An answer in words, and the documents that match the question best. */
export interface MemoryAnswer {
  readonly text: string;
  readonly hits: readonly MemoryHit[];
}

export interface SearchQuery {
  readonly text: string;
  readonly limit: number;
  /** Only of these. */
  readonly modules?: readonly CrmModule[] | undefined;
  /** Also what is spelt alike, where there is what is spelt so: for a caller who looks at each hit again. */
  readonly spelledAlike?: boolean;
}

/**
 * The memory, whichever it is. One document per record key. Every call may be repeated: a crash between the memory's
 * commit and our note of it must leave one document, not two. Several processes may use one memory at once.
 */
export abstract class MemorySink {
  /** What an operator is to look at while the memory doesn't do its part; the end of a sentence. */
  abstract readonly remedy: string;

  /** Finds and counts records by their facts; undefined for a memory that keeps none. */
  readonly facts?: FactIndex;

  /** Where `facts` aren't the memory's own; undefined for a memory that keeps them, and for one without. */
  readonly factsBeside?: FactsBeside;

  /** What was erased; undefined for a memory that keeps nothing but documents. */
  readonly graves?: Graves;

  /** What documents are found by; undefined for a memory that keeps it elsewhere. */
  readonly index?: DocumentIndex;

  /** Shows in the service's metrics what is asked of another server; nothing to do for a memory that needs none. */
  measure?(metrics: Metrics): void;

  /**
   * Takes up what earlier processes left undone, and tells of documents that turn out later not to be of use. For
   * processes that write; a memory that does everything at once has nothing to do here.
   */
  start?(onRejected: OnRejected): void;

  /**
   * One outcome per write, in order; no key twice. A document that can't be written fails alone. Never rejects for a
   * reason that concerns the memory: while it can't be reached, every outcome is `failed`. A lower version never
   * replaces a higher one, an equal one does. Safe to repeat.
   */
  abstract upsert(writes: readonly DocumentWrite[]): Promise<readonly WriteOutcome[]>;

  /**
   * One outcome per removal, in order; no key twice. Removing what isn't there succeeds. Rejects as little as `upsert`.
   * The removed version is forgotten with the document, so that a restored record can come back unchanged.
   */
  abstract remove(removals: readonly DocumentRemoval[]): Promise<readonly RemovalOutcome[]>;

  /** What memory holds of a record, byte for byte as it was written. @throws AppError `memory.*` */
  abstract get(key: RecordKey): Promise<StoredDocument | undefined>;

  /**
   * As `get`, for many keys in their order; only a memory that reads a hundred about as fast as one.
   * @throws AppError `memory.*`
   */
  getAll?(keys: readonly RecordKey[]): Promise<readonly (StoredDocument | undefined)[]>;

  /**
   * At most `limit` matches, best first. Any text is a valid query: it is words to look for, never a query language; a
   * text without words finds nothing. What was just written may take a moment to be found. @throws AppError `memory.*`
   */
  abstract search(query: SearchQuery): Promise<readonly MemoryHit[]>;

  /**
   * What memory makes of a question, in words; only a memory that has a language model can. Costs calls of it. Undefined
   * where there is nothing to go on. @throws AppError `memory.*`
   */
  answer?(question: string): Promise<MemoryAnswer | undefined>;

  /**
   * Everything memory holds, in pages, ordered by key (by code unit); for comparisons. What changes meanwhile may or may
   * not be seen; what doesn't is seen once. @throws AppError `memory.*`
   */
  abstract list(module?: CrmModule): AsyncIterable<StoredItem>;

  /** How many documents memory holds. @throws AppError `memory.*` */
  abstract count(): Promise<number>;

  /** The same by module, also of one that is synced no more; a module without documents is not in it. @throws AppError `memory.*` */
  abstract countByModule(): Promise<ReadonlyMap<CrmModule, number>>;

  /**
   * Which memory this is: the same name for every process that uses it, another one for another memory or one that was
   * made anew. A copy has the name of its original. @throws AppError `memory.*`
   */
  abstract identity(): Promise<string>;

  /** Resolves while the memory can take writes. @throws AppError saying what is wrong and the remedy */
  abstract check(): Promise<void>;

  /**
   * Puts what `check` found damaged (`memory.corrupt`) out of the way, so that an empty memory takes its place; nothing is
   * removed. Returns where the damaged one is; undefined where it wasn't damaged any more. @throws AppError `memory.*`
   */
  setAside?(): Promise<string | undefined>;

  /** Lets go of files and connections. Safe to repeat; every later call fails. */
  abstract close(): Promise<void>;
}
