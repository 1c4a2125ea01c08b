import { randomUUID } from 'node:crypto';

import { type CrmModule } from '../../crm/modules.js';
import { type RecordKey } from '../../crm/record-ref.js';
import { type AppError, appErrorFrom } from '../../kernel/app-error.js';
import { type Clock, SystemClock } from '../../kernel/clock.js';
import { type Secret } from '../../kernel/secret.js';
import { chunksOf } from '../chunks.js';
import { type FactIndex } from '../fact-query.js';
import { type StoredDocument } from '../memory-document.js';
import { type DocumentRemoval, type DocumentWrite, MemorySink } from '../memory-sink.js';
import { type MemoryHit, type RemovalOutcome, type SearchQuery } from '../memory-sink.js';
import { type StoredItem, type WriteOutcome } from '../memory-sink.js';
import { plain } from '../search/searchable-text.js';
import { allSynonyms, type Synonyms } from '../search/synonyms.js';
import { refusalOf } from './postgres-errors.js';
import { PostgresGraves } from './postgres-graves.js';
import { documentCount, documentsByModule, factIndexOf } from './postgres-reads.js';
import { storedDocument, storedItems } from './postgres-reads.js';
import { migrateSchema } from './postgres-schema.js';
import { searchByWords } from './postgres-search.js';
import { PostgresServer, type Statements } from './postgres-server.js';
import { removeDocuments, writeDocuments } from './postgres-writes.js';

/** What one transaction holds, text in UTF-16 units; a longer document has one to itself. */
const transactionLimits = { count: 50, size: 1_048_576 };
const pageSize = 1000;
const mostHits = 200;
const refused = 'memory.refused';

interface Failed {
  readonly status: 'failed';
  readonly error: AppError;
}

/**
 * Memory in a schema of a PostgreSQL database (14 or later), with full-text search; any number of processes on any
 * machines may use it. An acknowledged write has been committed. Its own id for a document is the record's key. The first
 * call connects and makes the tables, so a server that can't be used shows in `check` and in outcomes.
 */
export class PostgresSink extends MemorySink {
  readonly remedy = 'look at the server of MEMORY_URL';
  readonly #server: PostgresServer;
  readonly #clock: Clock;
  readonly #synonyms: Synonyms;
  override readonly graves: PostgresGraves;
  override readonly facts: FactIndex;

  /** `synonyms`: words that mean the same, a line each, besides the built-in ones. */
  constructor(url: Secret, clock: Clock = new SystemClock(), synonyms = '') {
    super();
    this.#synonyms = allSynonyms(synonyms, plain);
    this.#server = new PostgresServer(url.reveal(), migrateSchema);
    this.#clock = clock;
    this.graves = new PostgresGraves(this.#server);
    this.facts = factIndexOf(this.#server);
  }

  async upsert(writes: readonly DocumentWrite[]): Promise<readonly WriteOutcome[]> {
    return this.#inTransactions(
      writes,
      ({ document }) => document.title.length + document.body.length,
      ({ document }) => document.key,
      (statements, chunk) =>
        writeDocuments(
          statements,
          chunk.map(({ document }) => document),
          this.#clock.now(),
        ),
    );
  }

  async remove(removals: readonly DocumentRemoval[]): Promise<readonly RemovalOutcome[]> {
    return this.#inTransactions(
      removals,
      () => 0,
      ({ key }) => key,
      async (statements, chunk) => {
        const keys = chunk.map(({ key }) => key);
        const outcomes = await removeDocuments(statements, keys);
        if (await this.graves.holdsAny(statements, keys)) this.graves.vacuumSoon();
        return outcomes;
      },
    );
  }

  async get(key: RecordKey): Promise<StoredDocument | undefined> {
    return this.#server.use((statements) => storedDocument(statements, key));
  }

  async search({ text, limit, ...rest }: SearchQuery): Promise<readonly MemoryHit[]> {
    const most = Math.min(Math.trunc(limit), mostHits);
    const search = { modules: undefined, ...rest, text, limit: most };
    return this.#server.use((statements) => searchByWords(statements, search, this.#synonyms));
  }

  async *list(module?: CrmModule): AsyncGenerator<StoredItem, void, undefined> {
    // Keys of a module lie between `Deals/` and `Deals0`: `0` is the character after the slash.
    const before = module === undefined ? '~' : `${module}0`;
    let after = module === undefined ? '' : `${module}/`;
    for (;;) {
      const range = { after, before };
      const items = await this.#server.use((statements) =>
        storedItems(statements, range, pageSize),
      );
      yield* items;
      const last = items.at(-1);
      if (last === undefined || items.length < pageSize) return;
      after = last.key;
    }
  }

  async count(): Promise<number> {
    return this.#server.use(documentCount);
  }

  async countByModule(): Promise<ReadonlyMap<CrmModule, number>> {
    return this.#server.use(documentsByModule);
  }

  async identity(): Promise<string> {
    return this.#server.use(async (statements) => {
      const known = await identityIn(statements);
      if (known !== undefined) return known;
      await statements.rows('INSERT INTO identity VALUES (1, $1) ON CONFLICT DO NOTHING', [
        randomUUID(),
      ]);
      return (await identityIn(statements)) ?? '';
    });
  }

  /** Only a commit shows that the server takes writes. */
  async check(): Promise<void> {
    await this.#server.use((statements) =>
      statements.rows(
        `INSERT INTO last_check VALUES (1, $1)
         ON CONFLICT (number) DO UPDATE SET at_ms = excluded.at_ms`,
        [this.#clock.now()],
      ),
    );
  }

  async close(): Promise<void> {
    this.graves.stop();
    await this.#server.close();
  }

  /** A transaction that can't be made fails its own items; the others stand. One item that isn't valid fails alone. */
  async #inTransactions<Item, Outcome>(
    items: readonly Item[],
    sizeOf: (item: Item) => number,
    keyOf: (item: Item) => RecordKey,
    change: (statements: Statements, chunk: readonly Item[]) => Promise<readonly Outcome[]>,
  ): Promise<readonly (Outcome | Failed)[]> {
    const outcomes: (Outcome | Failed)[] = [];
    const attempt = async (chunk: readonly Item[]): Promise<readonly (Outcome | Failed)[]> => {
      try {
        return await this.#server.transaction((statements) => change(statements, chunk));
      } catch (error) {
        return chunk.map((item) => failedWith(error, keyOf(item)));
      }
    };
    for (const chunk of chunksOf(items, transactionLimits, sizeOf)) {
      const done = await attempt(chunk);
      if (chunk.length === 1 || !done.some(wasRefused)) outcomes.push(...done);
      else for (const item of chunk) outcomes.push(...(await attempt([item])));
    }
    return outcomes;
  }
}

function failedWith(error: unknown, key: RecordKey): Failed {
  const told = appErrorFrom(error);
  return { status: 'failed', error: told.code === refused ? refusalOf(key) : told };
}

function wasRefused(outcome: unknown): boolean {
  const { error } = Object(outcome) as Partial<Failed>;
  return error?.code === refused;
}

async function identityIn(statements: Statements): Promise<string | undefined> {
  const [row] = await statements.rows('SELECT name FROM identity');
  return (row as { readonly name: string } | undefined)?.name;
}
