import { type RecordKey } from '../../crm/record-ref.js';
import { factRowsOf } from '../facts/fact-rows.js';
import { type MemoryDocument } from '../memory-document.js';
import { type RemovalOutcome, type WriteOutcome } from '../memory-sink.js';
import { endingOf, spelledWords } from '../search/spellings.js';
import { indexedWords } from './indexed-words.js';
import { type SqlValue, type Statements } from './postgres-server.js';

/** In the order of keys: writers of the same documents wait for each other, none for one that waits for it. */
const documentsSql = `
INSERT INTO documents
  (key, module, id, version, content_hash, stored_at_ms, api, state, parent, facts, words, title, body)
SELECT key, module, id, version, content_hash, $13::bigint, api, state, parent, facts::json, words::tsvector, title, body
FROM unnest(
  $1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
  $10::text[], $11::bytea[], $12::bytea[]
) AS w (key, module, id, version, content_hash, api, state, parent, facts, words, title, body)
ORDER BY key
ON CONFLICT (key) DO UPDATE SET
  version = excluded.version, content_hash = excluded.content_hash, stored_at_ms = excluded.stored_at_ms,
  api = excluded.api, state = excluded.state, parent = excluded.parent, facts = excluded.facts,
  words = excluded.words, title = excluded.title, body = excluded.body
WHERE documents.version <= excluded.version
RETURNING number, key`;

const dropRowsSql = `
WITH f AS (DELETE FROM facts WHERE number = ANY($1::bigint[])),
  l AS (DELETE FROM links WHERE number = ANY($1::bigint[]))
DELETE FROM title_words WHERE number = ANY($1::bigint[])`;

const factsSql = `
WITH f AS (
  INSERT INTO facts (number, field, part, type, text, shown, num, currency)
  SELECT * FROM unnest(
    $1::bigint[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::double precision[], $8::text[])
), l AS (
  INSERT INTO links (target, number) SELECT DISTINCT * FROM unnest($9::text[], $10::bigint[])
)
INSERT INTO title_words (word, ending, number) SELECT * FROM unnest($11::text[], $12::text[], $13::bigint[])`;

/** Only what is new or otherwise: who writes nothing here waits for nobody. */
const fieldsSql = `
INSERT INTO fields (module, api, field, label, type)
SELECT DISTINCT ON (module, api, field) module, api, field, label, type
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS w (module, api, field, label, type)
WHERE NOT EXISTS (
  SELECT 1 FROM fields AS f WHERE f.module = w.module AND f.api = w.api AND f.field = w.field
    AND f.label = w.label AND f.type = w.type)
ORDER BY module, api, field
ON CONFLICT (module, api, field) DO UPDATE SET label = excluded.label, type = excluded.type`;

const removedSql = `
WITH held AS (
  SELECT number, key FROM documents WHERE key = ANY($1::text[]) ORDER BY key FOR UPDATE
), gone AS (
  DELETE FROM documents WHERE number IN (SELECT number FROM held)
)
SELECT number, key FROM held`;

interface Written {
  readonly number: number;
  readonly key: RecordKey;
}

type Column = readonly (string | number | Buffer | null)[];

/** Writes documents, their words and facts, in a transaction of their own; one that isn't valid fails all. */
export async function writeDocuments(
  statements: Statements,
  documents: readonly MemoryDocument[],
  nowMs: number,
): Promise<readonly WriteOutcome[]> {
  const rows = (await statements.rows(documentsSql, [
    ...documentColumns(documents),
    nowMs,
  ])) as readonly Written[];
  const numbers = new Map(rows.map(({ key, number }) => [key, number]));
  const written = documents.flatMap((document) => {
    const number = numbers.get(document.key);
    return number === undefined ? [] : [{ number, document }];
  });
  if (written.length > 0) await writeRows(statements, written);
  return documents.map(({ key }) =>
    numbers.has(key) ? { status: 'written', ref: key } : { status: 'stale' },
  );
}

function documentColumns(documents: readonly MemoryDocument[]): readonly Column[] {
  const column = (value: (document: MemoryDocument) => string | number | Buffer | null): Column =>
    documents.map(value);
  return [
    column(({ key }) => key),
    column(({ module }) => module),
    column(({ id }) => id),
    column(({ version }) => version),
    column(({ contentHash }) => contentHash),
    column(({ facts }) => facts?.api ?? null),
    column(({ facts }) => facts?.state ?? null),
    column(({ facts }) => facts?.parent ?? null),
    column(({ facts }) => (facts === undefined ? null : JSON.stringify(facts))),
    column(indexedWords),
    column(({ title }) => Buffer.from(title)),
    column(({ body }) => Buffer.from(body)),
  ];
}

interface NumberedDocument {
  readonly number: number;
  readonly document: MemoryDocument;
}

async function writeRows(
  statements: Statements,
  written: readonly NumberedDocument[],
): Promise<void> {
  await statements.rows(dropRowsSql, [written.map(({ number }) => number)]);
  const facts = written.flatMap(({ number, document }) =>
    (document.facts === undefined ? [] : factRowsOf(document.facts)).map((row) => ({
      number,
      ...row,
    })),
  );
  const links = written.flatMap(({ number, document }) =>
    (document.facts?.links ?? []).map((target) => ({ number, target })),
  );
  const words = written.flatMap(({ number, document }) =>
    [...spelledWords(document.title)].map((word) => ({ number, word })),
  );
  await statements.rows(factsSql, [
    ...columnsOf(facts, ['number', 'field', 'part', 'type', 'text', 'shown', 'num', 'currency']),
    ...columnsOf(links, ['target', 'number']),
    words.map(({ word }) => word),
    words.map(({ word }) => endingOf(word)),
    words.map(({ number }) => number),
  ]);
  await writeFields(statements, written);
}

async function writeFields(
  statements: Statements,
  written: readonly NumberedDocument[],
): Promise<void> {
  const fields = written.flatMap(({ document: { module, facts } }) =>
    (facts?.fields ?? []).map(({ field, label, type }) => {
      return { module, api: facts?.api ?? '', field, label, type };
    }),
  );
  const known = new Map(fields.map((each) => [`${each.api} ${each.field}`, each]));
  if (known.size === 0) return;
  const names = ['module', 'api', 'field', 'label', 'type'] as const;
  await statements.rows(fieldsSql, columnsOf([...known.values()], names));
}

/** Rows as a column for each name. */
function columnsOf<Name extends string>(
  rows: readonly Readonly<Record<Name, string | number | null>>[],
  names: readonly Name[],
): readonly SqlValue[] {
  return names.map((name) => rows.map((row) => row[name]));
}

/** Removes documents, their words and facts, in a transaction. */
export async function removeDocuments(
  statements: Statements,
  keys: readonly RecordKey[],
): Promise<readonly RemovalOutcome[]> {
  const rows = (await statements.rows(removedSql, [keys])) as readonly Written[];
  if (rows.length > 0) await statements.rows(dropRowsSql, [rows.map(({ number }) => number)]);
  const existed = new Set(rows.map(({ key }) => key));
  return keys.map((key) => ({ status: 'removed', existed: existed.has(key) }));
}
