import { type CrmModule } from '../../crm/modules.js';
import { type RecordKey } from '../../crm/record-ref.js';
import { type MemoryHit, type StoredDocument, type StoredItem } from '../memory-sink.js';
import { excerptFrom } from './search-words.js';
import { type SqliteConnection } from './sqlite-connection.js';

/** Rows as the statements below return them. Whatever wrote the file, STRICT tables keep to these types. */
interface ItemRow {
  readonly key: RecordKey;
  readonly module: CrmModule;
  readonly id: string;
  readonly version: number;
  readonly content_hash: string;
}

interface DocumentRow extends ItemRow {
  readonly stored_at_ms: number;
  readonly title: Buffer;
  readonly body: Buffer;
}

interface HitRow {
  readonly key: RecordKey;
  readonly title: string;
  readonly snippet: string;
  readonly rank: number;
}

const itemsSql = `
SELECT key, module, id, version, content_hash FROM documents
WHERE key > ? AND key < ? ORDER BY key LIMIT ?`;

/** Texts are read as bytes: the driver ends a text at its first NUL. */
const documentSql = `
SELECT key, module, id, version, content_hash, stored_at_ms,
  CAST(title AS BLOB) AS title, CAST(body AS BLOB) AS body
FROM documents WHERE key = ?`;

/** Column 2 is the body. With `ORDER BY rank`, FTS5 makes excerpts of the rows it returns only. */
const hitsSql = `
SELECT documents.key, documents.title, words.rank, snippet(words, 2, '', '', '…', 32) AS snippet
FROM words JOIN documents ON documents.number = words.rowid
WHERE words MATCH ? ORDER BY words.rank LIMIT ?`;

export function readDocument(
  connection: SqliteConnection,
  key: RecordKey,
): StoredDocument | undefined {
  const row = connection.get(documentSql, key) as DocumentRow | undefined;
  return row === undefined ? undefined : documentFrom(row);
}

/** The first `limit` items whose key lies between `after` and `before`, neither included. */
export function readItems(
  connection: SqliteConnection,
  range: { readonly after: string; readonly before: string },
  limit: number,
): readonly StoredItem[] {
  const rows = connection.all(itemsSql, range.after, range.before, limit) as readonly ItemRow[];
  return rows.map(itemFrom);
}

/** The best `limit` matches of an FTS5 expression. */
export function readHits(
  connection: SqliteConnection,
  expression: string,
  limit: number,
): readonly MemoryHit[] {
  return (connection.all(hitsSql, expression, limit) as readonly HitRow[]).map(hitFrom);
}

export function countDocuments(connection: SqliteConnection): number {
  const row = connection.get('SELECT count(*) AS documents FROM documents');
  return (row as { readonly documents: number }).documents;
}

function itemFrom(row: ItemRow): StoredItem {
  return {
    key: row.key,
    module: row.module,
    id: row.id,
    version: row.version,
    contentHash: row.content_hash,
    ref: row.key,
  };
}

function documentFrom(row: DocumentRow): StoredDocument {
  return {
    ...itemFrom(row),
    storedAtMs: row.stored_at_ms,
    title: row.title.toString('utf8'),
    body: row.body.toString('utf8'),
  };
}

/** FTS5's rank is lower for better matches. */
function hitFrom(row: HitRow): MemoryHit {
  return {
    key: row.key,
    title: row.title,
    excerpt: excerptFrom(row.snippet),
    score: -row.rank,
  };
}
