import { unreadableSchema, notUtf8 } from './postgres-errors.js';
import { type Statements } from './postgres-server.js';

/** Any number, the same in every release: migrations of one schema wait for each other. */
const migrationLock = 7_226_001;

interface Migration {
  readonly sql: readonly string[];
  /** The oldest schema version whose releases can still read and write what comes out. */
  readonly worksFor: number;
}

/**
 * Texts are bytes, because PostgreSQL's text holds no NUL. `words` is what `indexedWords` makes of a document. Facts
 * stand in rows, as in the local memory, which is what the shared statements ask for; the column `facts` keeps them as
 * they were written. Whatever is compared or sorted is by code point (`COLLATE "C"`), the same in every database.
 * `title_words` are the words of titles, for finding those that were misspelt: a row for each document, so that no two
 * writers meet in one.
 */
const tables = `
CREATE TABLE documents (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key TEXT COLLATE "C" NOT NULL UNIQUE CHECK (key = module || '/' || id),
  module TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL CHECK (id <> ''),
  version BIGINT NOT NULL CHECK (version >= 0),
  content_hash TEXT COLLATE "C" NOT NULL,
  stored_at_ms BIGINT NOT NULL,
  api TEXT COLLATE "C",
  state TEXT COLLATE "C",
  parent TEXT COLLATE "C",
  facts JSON,
  words TSVECTOR NOT NULL,
  title BYTEA NOT NULL,
  body BYTEA NOT NULL
);
CREATE INDEX documents_by_module ON documents (module, api, state);
CREATE INDEX documents_by_parent ON documents (parent) WHERE parent IS NOT NULL;
CREATE INDEX documents_without_facts ON documents (module) WHERE facts IS NULL;
CREATE INDEX documents_by_words ON documents USING gin (words);
CREATE TABLE facts (
  number BIGINT NOT NULL,
  field TEXT COLLATE "C" NOT NULL,
  part INTEGER NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  text TEXT COLLATE "C" NOT NULL,
  shown TEXT COLLATE "C" NOT NULL,
  num DOUBLE PRECISION,
  currency TEXT COLLATE "C",
  PRIMARY KEY (number, field, part)
);
CREATE INDEX facts_by_text ON facts (field, text);
CREATE INDEX facts_by_number ON facts (field, num) WHERE num IS NOT NULL;
CREATE TABLE links (target TEXT COLLATE "C" NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (target, number));
CREATE INDEX links_by_number ON links (number);
CREATE TABLE fields (
  module TEXT COLLATE "C" NOT NULL,
  api TEXT COLLATE "C" NOT NULL,
  field TEXT COLLATE "C" NOT NULL,
  label TEXT NOT NULL,
  type TEXT NOT NULL,
  PRIMARY KEY (module, api, field)
);
CREATE TABLE title_words (
  word TEXT COLLATE "C" NOT NULL,
  ending TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (word, number)
);
CREATE INDEX title_words_by_ending ON title_words (ending, word);
CREATE INDEX title_words_by_number ON title_words (number);
CREATE TABLE graves (
  key TEXT COLLATE "C" PRIMARY KEY,
  erased_at_ms BIGINT NOT NULL,
  until_changed BOOLEAN NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE identity (number INTEGER PRIMARY KEY CHECK (number = 1), name TEXT NOT NULL);
CREATE TABLE last_check (number INTEGER PRIMARY KEY CHECK (number = 1), at_ms BIGINT NOT NULL)`;

/** Parts of texts are found by their trigrams where the extension may be had. */
const trigrams = `
DO $$
DECLARE place TEXT;
BEGIN
  BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
  EXCEPTION WHEN OTHERS THEN NULL;
  END;
  SELECT n.nspname INTO place FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname = 'pg_trgm';
  IF place IS NOT NULL THEN
    EXECUTE format('CREATE INDEX facts_by_part ON facts USING gin (text %I.gin_trgm_ops)', place);
  END IF;
END $$`;

/** Never changed once released; a further one is added at the end. */
const migrations: readonly Migration[] = [{ sql: [tables, trigrams], worksFor: 1 }];

/**
 * Makes the tables, or brings them to this release's version. Releases before go on with them as long as the last
 * migration allows it, so both may run at once; one that can't is told so.
 */
export async function migrateSchema(statements: Statements, schema: string): Promise<void> {
  const known = migrations.length;
  const found = await formOf(statements, schema);
  if (found.worksFor > known) throw unreadableSchema(found.worksFor, known);
  if (found.version >= known) return;
  await statements.rows('SELECT pg_advisory_xact_lock($1, hashtext($2))', [migrationLock, schema]);
  // Another process may have been first.
  const { version } = await formOf(statements, schema);
  if (version === 0) await beginSchema(statements, schema);
  for (const { sql } of migrations.slice(version)) {
    for (const statement of sql) await statements.rows(statement);
  }
  const worksFor = migrations.at(-1)?.worksFor ?? 0;
  if (version < known) {
    await statements.rows(
      `INSERT INTO form VALUES (1, $1, $2)
       ON CONFLICT (number) DO UPDATE SET version = excluded.version, works_for = excluded.works_for`,
      [known, worksFor],
    );
  }
}

interface Form {
  readonly version: number;
  readonly worksFor: number;
}

/** Version 0: there is none yet. Asked of the tables themselves: `to_regclass` may know what was before the lock. */
async function formOf(statements: Statements, schema: string): Promise<Form> {
  const table = await statements.rows(
    "SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = 'form'",
    [schema],
  );
  if (table.length === 0) return { version: 0, worksFor: 0 };
  const [form] = await statements.rows('SELECT version, works_for AS "worksFor" FROM form');
  return (form as Form | undefined) ?? { version: 0, worksFor: 0 };
}

async function beginSchema(statements: Statements, schema: string): Promise<void> {
  const [row] = await statements.rows('SHOW server_encoding');
  const { server_encoding: encoding } = row as { readonly server_encoding: string };
  if (encoding !== 'UTF8') throw notUtf8(encoding);
  const held = await statements.rows('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  // Whoever has no right to create one may be given one.
  if (held.length === 0) await statements.rows(`CREATE SCHEMA ${schema}`);
  await statements.rows(
    `CREATE TABLE form (
      number INTEGER PRIMARY KEY CHECK (number = 1), version INTEGER NOT NULL, works_for INTEGER NOT NULL
    )`,
  );
}
