import { type CrmModule } from '../../crm/modules.js';
import { type RecordKey } from '../../crm/record-ref.js';
import { jsonFrom } from '../../kernel/json.js';
import { type DocumentFacts } from '../document-facts.js';
import { type StoredDocument } from '../memory-document.js';
import { type StoredItem } from '../memory-sink.js';
import { type Bytes, type SqliteConnection, textOfBytes } from './sqlite/sqlite-connection.js';

/** Rows as the statements below return them. Whatever wrote the file, STRICT tables keep to these types. */
interface ItemRow {
  readonly key: RecordKey;
  readonly module: CrmModule;
  readonly id: string;
  readonly version: number;
  readonly content_hash: string;
}

export interface DocumentRow extends ItemRow {
  readonly stored_at_ms: number;
  readonly facts: string | null;
  readonly title: Bytes;
  readonly body: Bytes;
}

const itemsSql = `
SELECT key, module, id, version, content_hash FROM documents
WHERE key > ? AND key < ? ORDER BY key LIMIT ?`;

/** What `documentFrom` reads. Texts are read as bytes: the driver ends a text at its first NUL. */
export function documentColumns(table: string): string {
  const columns = ['key', 'module', 'id', 'version', 'content_hash', 'stored_at_ms', 'facts'];
  const texts = ['title', 'body'].map((name) => `CAST(${table}.${name} AS BLOB) AS ${name}`);
  return [...columns.map((name) => `${table}.${name}`), ...texts].join(', ');
}

const documentSql = `SELECT ${documentColumns('d')} FROM documents AS d WHERE d.key = ?`;

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

export function countDocuments(connection: SqliteConnection): number {
  const row = connection.get('SELECT count(*) AS documents FROM documents');
  return (row as { readonly documents: number }).documents;
}

export function countByModule(connection: SqliteConnection): ReadonlyMap<CrmModule, number> {
  const rows = connection.all('SELECT module, count(*) AS n FROM documents GROUP BY module');
  return new Map(
    (rows as readonly { module: CrmModule; n: number }[]).map(({ module, n }) => [module, n]),
  );
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

export function documentFrom(row: DocumentRow): StoredDocument {
  // Written by `local-writes.ts` alone, in this very schema.
  const facts = row.facts === null ? undefined : (jsonFrom(row.facts) as DocumentFacts);
  return {
    ...itemFrom(row),
    storedAtMs: row.stored_at_ms,
    title: textOfBytes(row.title),
    body: textOfBytes(row.body),
    ...(facts === undefined ? {} : { facts }),
  };
}
