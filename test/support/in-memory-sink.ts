import { setTimeout as delay } from 'node:timers/promises';

import { type CrmModule } from '../../src/crm/modules.js';
import { isRecordId, recordKey, type RecordKey } from '../../src/crm/record-ref.js';
import { AppError, retryLater, retryNever } from '../../src/kernel/app-error.js';
import { type Clock, SystemClock } from '../../src/kernel/clock.js';
import { type StoredDocument, type MemoryDocument } from '../../src/memory/memory-document.js';
import { type DocumentRemoval, type DocumentWrite } from '../../src/memory/memory-sink.js';
import { type MemoryHit, MemorySink, type RemovalOutcome } from '../../src/memory/memory-sink.js';
import { type SearchQuery } from '../../src/memory/memory-sink.js';
import { type StoredItem, type WriteOutcome } from '../../src/memory/memory-sink.js';

/** What several sinks on one store share. */
export type InMemoryStore = Map<RecordKey, StoredDocument>;

/** One write or removal as it was asked for, with what became of it. */
export interface AppliedChange {
  readonly kind: 'upsert' | 'remove';
  readonly key: RecordKey;
  /** Of the document written; undefined for a removal. */
  readonly version: number | undefined;
  readonly status: 'written' | 'stale' | 'removed' | 'failed';
}

export interface InMemorySinkOptions {
  readonly store?: InMemoryStore;
  /** How long every call takes. */
  readonly latencyMs?: number;
  readonly clock?: Clock;
}

/** A memory for tests: it keeps the sink's contract, remembers what it was asked, and fails on request. */
export class InMemorySink extends MemorySink {
  readonly remedy = 'look at the test';
  readonly store: InMemoryStore;
  /** Every upsert and removal in the order in which they were applied. */
  readonly applied: AppliedChange[] = [];
  /** How many writes each `upsert` call had, in order. */
  readonly upsertSizes: number[] = [];
  /** May be changed at any time. */
  latencyMs: number;
  readonly #clock: Clock;
  readonly #failures = new Map<RecordKey, AppError>();
  #failure: AppError | undefined;
  #closed = false;

  constructor({
    store = new Map(),
    latencyMs = 0,
    clock = new SystemClock(),
  }: InMemorySinkOptions = {}) {
    super();
    this.store = store;
    this.latencyMs = latencyMs;
    this.#clock = clock;
  }

  /** From now on writes and removals of this key fail, or, without a key, every call. */
  fail(error: AppError, key?: RecordKey): void {
    if (key === undefined) this.#failure = error;
    else this.#failures.set(key, error);
  }

  /** From now on nothing fails any more. */
  heal(): void {
    this.#failure = undefined;
    this.#failures.clear();
  }

  /** Changes applied to one record, oldest first. */
  appliedTo(key: RecordKey): readonly AppliedChange[] {
    return this.applied.filter((change) => change.key === key);
  }

  async upsert(writes: readonly DocumentWrite[]): Promise<readonly WriteOutcome[]> {
    this.upsertSizes.push(writes.length);
    await this.#travel();
    return writes.map(({ document }) => {
      const outcome = this.#write(document);
      const { key, version } = document;
      this.applied.push({ kind: 'upsert', key, version, status: outcome.status });
      return outcome;
    });
  }

  async remove(removals: readonly DocumentRemoval[]): Promise<readonly RemovalOutcome[]> {
    await this.#travel();
    return removals.map(({ key }) => {
      const outcome = this.#remove(key);
      this.applied.push({ kind: 'remove', key, version: undefined, status: outcome.status });
      return outcome;
    });
  }

  async get(key: RecordKey): Promise<StoredDocument | undefined> {
    await this.#answer();
    return this.store.get(key);
  }

  async search({ text, limit, modules }: SearchQuery): Promise<readonly MemoryHit[]> {
    await this.#answer();
    const sought = wordsOf(text);
    return [...this.store.values()]
      .filter((document) => modules === undefined || modules.includes(document.module))
      .map((document) => hitFrom(document, sought))
      .filter((hit) => hit.score > 0)
      .sort((one, other) => other.score - one.score)
      .slice(0, Math.max(0, limit));
  }

  async *list(module?: CrmModule): AsyncGenerator<StoredItem, void, undefined> {
    await this.#answer();
    for (const key of [...this.store.keys()].sort()) {
      const document = this.store.get(key);
      if (document === undefined) continue;
      if (module === undefined || document.module === module) yield itemFrom(document);
    }
  }

  async count(): Promise<number> {
    await this.#answer();
    return this.store.size;
  }

  async countByModule(): Promise<ReadonlyMap<CrmModule, number>> {
    await this.#answer();
    const counts = new Map<CrmModule, number>();
    for (const { module } of this.store.values()) counts.set(module, (counts.get(module) ?? 0) + 1);
    return counts;
  }

  identity(): Promise<string> {
    return Promise.resolve('in-memory');
  }

  async check(): Promise<void> {
    await this.#answer();
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  #write(document: MemoryDocument): WriteOutcome {
    const error = this.#failureOf(document.key) ?? refusalOf(document);
    if (error !== undefined) return { status: 'failed', error };
    const stored = this.store.get(document.key);
    if (stored !== undefined && stored.version > document.version) return { status: 'stale' };
    const ref = `memory-${document.key}`;
    this.store.set(document.key, { ...document, ref, storedAtMs: this.#clock.now() });
    return { status: 'written', ref };
  }

  #remove(key: RecordKey): RemovalOutcome {
    const error = this.#failureOf(key);
    if (error !== undefined) return { status: 'failed', error };
    return { status: 'removed', existed: this.store.delete(key) };
  }

  #failureOf(key?: RecordKey): AppError | undefined {
    if (this.#closed) return unavailable('The memory is closed');
    return this.#failure ?? (key === undefined ? undefined : this.#failures.get(key));
  }

  async #travel(): Promise<void> {
    if (this.latencyMs > 0) await delay(this.latencyMs);
  }

  async #answer(): Promise<void> {
    await this.#travel();
    const error = this.#failureOf();
    if (error !== undefined) throw error;
  }
}

function unavailable(message: string): AppError {
  return new AppError('memory.unavailable', message, { retry: retryLater });
}

function refusalOf(document: MemoryDocument): AppError | undefined {
  const valid =
    isRecordId(document.id) &&
    document.key === recordKey(document) &&
    Number.isSafeInteger(document.version) &&
    document.version >= 0;
  if (valid) return undefined;
  const message = `The memory can't hold ${document.key}: it is not valid`;
  return new AppError('memory.refused', message, { retry: retryNever });
}

function itemFrom({ key, module, id, version, contentHash, ref }: StoredDocument): StoredItem {
  return { key, module, id, version, contentHash, ref };
}

function wordsOf(text: string): ReadonlySet<string> {
  const folded = text.normalize('NFKD').toLowerCase();
  return new Set(folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []);
}

function hitFrom(document: StoredDocument, sought: ReadonlySet<string>): MemoryHit {
  const { key, title, body } = document;
  const held = wordsOf(`${key} ${title} ${body}`);
  const score = [...sought].filter((word) => held.has(word)).length;
  return { key, title, excerpt: body.replace(/\s+/g, ' ').slice(0, 200), score };
}
