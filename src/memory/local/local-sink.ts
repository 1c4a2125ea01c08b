import { join } from 'node:path';

import { type CrmModule } from '../../crm/modules.js';
import { type RecordKey } from '../../crm/record-ref.js';
import { type AppError, appErrorFrom } from '../../kernel/app-error.js';
import { type Clock, SystemClock } from '../../kernel/clock.js';
import { chunksOf } from '../chunks.js';
import { plain } from '../search/searchable-text.js';
import { allSynonyms, type Synonyms } from '../search/synonyms.js';
import { aggregateDocuments, countWithoutFacts, findDocuments } from './local-facts.js';
import { knownFields, relatedDocuments } from './local-facts.js';
import { fileIdentity } from './local-identity.js';
import { countByModule, countDocuments, readDocument, readItems } from './local-reads.js';
import { countStrays, leaveOnlyWhatIs, rebuildIndex } from './local-index.js';
import { unfitDocuments } from './local-proof.js';
import { LocalGraves } from './local-graves.js';
import { memoryFileName, olderFileName, prepareSchema } from './local-schema.js';
import { removeDocument, writeDocument } from './local-writes.js';
import { type FactIndex } from '../fact-query.js';
import {
  type DocumentIndex,
  type DocumentRemoval,
  type DocumentWrite,
  MemorySink,
} from '../memory-sink.js';
import { type MemoryHit, type RemovalOutcome, type SearchQuery } from '../memory-sink.js';
import { type StoredDocument } from '../memory-document.js';
import { type StoredItem, type WriteOutcome } from '../memory-sink.js';
import { searchDocuments } from './local-search.js';
import { type SqliteConnection } from './sqlite/sqlite-connection.js';
import { refusedCode } from './sqlite/sqlite-errors.js';
import { SqliteFile } from './sqlite/sqlite-file.js';

/**
 * A transaction holds the event loop: about 4 ms for 50 ordinary documents, about 10 ms for this much text (in UTF-16
 * units). A longer document has a transaction to itself.
 */
const transactionLimits = { count: 50, size: 262_144 };
const pageSize = 500;

interface Failed {
  readonly status: 'failed';
  readonly error: AppError;
}
const mostHits = 200;

/**
 * Memory in one SQLite file, `memory-2.db` in the given folder, with full-text search; needs no other program. Several
 * processes may use it at once. An acknowledged write survives SIGKILL, and power loss on a disk that keeps its word.
 * Its own id for a document is the record's key. The first call opens the file, so a folder that can't be used shows in
 * `check` and in outcomes.
 */
export class LocalSink extends MemorySink {
  readonly remedy = 'look at the disk of MEMORY_PATH';
  readonly #file: SqliteFile;
  readonly #clock: Clock;
  readonly #synonyms: Synonyms;
  #examined = false;
  override readonly graves: LocalGraves;
  override readonly facts: FactIndex = {
    find: (query) => this.#file.use((connection) => findDocuments(connection, query)),
    aggregate: (query) => this.#file.use((connection) => aggregateDocuments(connection, query)),
    related: (query) => this.#file.use((connection) => relatedDocuments(connection, query)),
    fieldsOf: (module, apis) =>
      this.#file.use((connection) => knownFields(connection, module, apis)),
    unknownIn: (module) => this.#file.use((connection) => countWithoutFacts(connection, module)),
  };

  override readonly index: DocumentIndex = {
    unfit: (keys) => unfitDocuments(this.#file, keys),
    strays: () => this.#file.use(countStrays),
    rebuild: () => this.#file.transaction(rebuildIndex),
    tidy: () => leaveOnlyWhatIs(this.#file),
  };

  /** `synonyms`: words that mean the same, a line each, besides the built-in ones. `fileName`: of the form of `memory-2.db`. */
  constructor(
    folder: string,
    clock: Clock = new SystemClock(),
    synonyms = '',
    fileName = memoryFileName,
  ) {
    super();
    this.#synonyms = allSynonyms(synonyms, plain);
    this.#file = new SqliteFile(join(folder, fileName), prepareSchema);
    this.graves = new LocalGraves(this.#file, join(folder, olderFileName));
    this.#clock = clock;
  }

  async upsert(writes: readonly DocumentWrite[]): Promise<readonly WriteOutcome[]> {
    return this.#inTransactions(writes, lengthOf, (connection, { document }) =>
      writeDocument(connection, document, this.#clock.now()),
    );
  }

  async remove(removals: readonly DocumentRemoval[]): Promise<readonly RemovalOutcome[]> {
    return this.#inTransactions(
      removals,
      () => 0,
      (connection, { key }) => removeDocument(connection, key),
    );
  }

  async get(key: RecordKey): Promise<StoredDocument | undefined> {
    return this.#file.use((connection) => readDocument(connection, key));
  }

  override async getAll(
    keys: readonly RecordKey[],
  ): Promise<readonly (StoredDocument | undefined)[]> {
    return this.#file.use((connection) => keys.map((key) => readDocument(connection, key)));
  }

  async search({ text, limit, ...rest }: SearchQuery): Promise<readonly MemoryHit[]> {
    const most = Math.min(Math.trunc(limit), mostHits);
    const search = { modules: undefined, ...rest, text, limit: most };
    return this.#file.use((connection) => searchDocuments(connection, search, this.#synonyms));
  }

  async *list(module?: CrmModule): AsyncGenerator<StoredItem, void, undefined> {
    // Keys of a module lie between `Deals/` and `Deals0`: `0` is the character after the slash.
    const before = module === undefined ? '~' : `${module}0`;
    let after = module === undefined ? '' : `${module}/`;
    for (;;) {
      const range = { after, before };
      const items = await this.#file.use((connection) => readItems(connection, range, pageSize));
      yield* items;
      const last = items.at(-1);
      if (last === undefined || items.length < pageSize) return;
      after = last.key;
    }
  }

  async count(): Promise<number> {
    return this.#file.use(countDocuments);
  }

  async countByModule(): Promise<ReadonlyMap<CrmModule, number>> {
    return this.#file.use(countByModule);
  }

  async identity(): Promise<string> {
    return this.#file.use(fileIdentity);
  }

  async check(): Promise<void> {
    if (!this.#examined) await this.#file.examine();
    this.#examined = true;
    if (this.#file.damage !== undefined) throw this.#file.damage;
    // Only a commit shows that the disk takes writes.
    await this.#file.transaction((connection) => {
      connection.run('INSERT OR REPLACE INTO last_check VALUES (1, ?)', this.#clock.now());
    });
  }

  override async setAside(): Promise<string | undefined> {
    return this.#file.setAside();
  }

  close(): Promise<void> {
    this.#file.close();
    return Promise.resolve();
  }

  /** A transaction that can't be made fails its own items; the others stand. */
  async #inTransactions<Item, Outcome>(
    items: readonly Item[],
    sizeOf: (item: Item) => number,
    change: (connection: SqliteConnection, item: Item) => Outcome,
  ): Promise<readonly (Outcome | Failed)[]> {
    const outcomes: (Outcome | Failed)[] = [];
    for (const chunk of chunksOf(items, transactionLimits, sizeOf)) {
      outcomes.push(...(await this.#inOne(chunk, change)));
    }
    return outcomes;
  }

  /**
   * In one transaction. Where one of them is refused, each has its own: a savepoint for each of them would find the guilty
   * one as well, but FTS5 writes out all that it has gathered at every savepoint, which doubles the price of a document.
   */
  async #inOne<Item, Outcome>(
    items: readonly Item[],
    change: (connection: SqliteConnection, item: Item) => Outcome,
  ): Promise<readonly (Outcome | Failed)[]> {
    try {
      return await this.#file.transaction((connection) =>
        items.map((item) => change(connection, item)),
      );
    } catch (thrown) {
      const error = appErrorFrom(thrown);
      if (error.code !== refusedCode || items.length === 1) {
        return items.map(() => ({ status: 'failed', error }));
      }
      const outcomes: (Outcome | Failed)[] = [];
      for (const item of items) outcomes.push(...(await this.#inOne([item], change)));
      return outcomes;
    }
  }
}

function lengthOf({ document }: DocumentWrite): number {
  return document.title.length + document.body.length;
}
