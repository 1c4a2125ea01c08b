import { type RecordKey } from '../../crm/record-ref.js';
import { type Graves, type Tombstone } from '../graves.js';
import { type PostgresServer, type Statements } from './postgres-server.js';

/** The documents that showed an erased record are written anew within this. */
const vacuumAfterMs = [2000, 20_000, 45_000];

/** Tables up to this size are written anew: it takes a second or two, for which nobody reads them. */
const mostRewrittenBytes = 268_435_456;

/** Another process may be at it; a number of ours, as that of the migrations. */
const vacuumLock = 7_226_002;

const textTables = ['documents', 'facts', 'links', 'title_words'];

interface GraveRow {
  readonly erased_at_ms: number;
  readonly until_changed: boolean;
  readonly version: number;
}

/** Tombstones beside the documents. */
export class PostgresGraves implements Graves {
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(private readonly server: PostgresServer) {}

  async bury(key: RecordKey, { erasedAtMs, untilChanged, version }: Tombstone): Promise<void> {
    await this.server.use((statements) =>
      statements.rows(
        `INSERT INTO graves VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO UPDATE SET
           erased_at_ms = excluded.erased_at_ms, until_changed = excluded.until_changed, version = excluded.version`,
        [key, erasedAtMs, untilChanged, version],
      ),
    );
    this.vacuumSoon();
  }

  async find(key: RecordKey): Promise<Tombstone | undefined> {
    const [row] = (await this.server.use((statements) =>
      statements.rows('SELECT * FROM graves WHERE key = $1', [key]),
    )) as readonly GraveRow[];
    return (
      row && {
        erasedAtMs: row.erased_at_ms,
        untilChanged: row.until_changed,
        version: row.version,
      }
    );
  }

  async open(key: RecordKey): Promise<void> {
    await this.server.use((statements) =>
      statements.rows('DELETE FROM graves WHERE key = $1', [key]),
    );
  }

  /** Whether any of these has been erased. */
  async holdsAny(statements: Statements, keys: readonly RecordKey[]): Promise<boolean> {
    const rows = await statements.rows('SELECT 1 FROM graves WHERE key = ANY($1::text[]) LIMIT 1', [
      keys,
    ]);
    return rows.length > 0;
  }

  /** What was removed is cleared out of the tables' files, now and when those that showed it have been written anew. */
  vacuumSoon(): void {
    this.stop();
    for (const afterMs of vacuumAfterMs) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        void this.#vacuum().catch(ignoredBecauseItIsDoneAgain);
      }, afterMs);
      this.#timers.add(timer.unref());
    }
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** An ordinary VACUUM leaves bytes in the gaps of pages until they are used again; a full one makes new files. */
  async #vacuum(): Promise<void> {
    await this.server.use(async (statements) => {
      const [lock] = await statements.rows('SELECT pg_try_advisory_lock($1) AS held', [vacuumLock]);
      if (!(lock as { readonly held: boolean }).held) return;
      try {
        for (const table of textTables) await vacuumTable(statements, table);
      } finally {
        await statements.rows('SELECT pg_advisory_unlock($1)', [vacuumLock]);
      }
    });
  }
}

async function vacuumTable(statements: Statements, table: string): Promise<void> {
  const [row] = await statements.rows('SELECT pg_total_relation_size($1::regclass) AS size', [
    table,
  ]);
  const isSmall = (row as { readonly size: number }).size <= mostRewrittenBytes;
  await statements.rows(`VACUUM (${isSmall ? 'FULL, ' : ''}ANALYZE) ${table}`);
}

function ignoredBecauseItIsDoneAgain(): void {
  // Somebody holds the table, or the server is away, and autovacuum comes by too.
}
