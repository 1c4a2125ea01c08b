import { type RecordKey } from '../../crm/record-ref.js';
import { type MemoryDocument } from '../memory-document.js';
import { type RemovalOutcome, type WriteOutcome } from '../memory-sink.js';
import { searchableText } from './search-words.js';
import { type SqliteConnection } from './sqlite-connection.js';
import { isRefusal, refusalFrom } from './sqlite-errors.js';

/** No row comes back where the stored version is higher. */
const upsertSql = `
INSERT INTO documents (key, module, id, version, content_hash, stored_at_ms, title, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET
  version = excluded.version, content_hash = excluded.content_hash,
  stored_at_ms = excluded.stored_at_ms, title = excluded.title, body = excluded.body
WHERE excluded.version >= documents.version
RETURNING number`;
const indexSql = 'INSERT OR REPLACE INTO words (rowid, key, title, body) VALUES (?, ?, ?, ?)';
const removeSql = 'DELETE FROM documents WHERE key = ? RETURNING number';
const unindexSql = 'DELETE FROM words WHERE rowid = ?';

/** A document's row number, which its words share. */
interface NumberRow {
  readonly number: number;
}

/** Writes a document and its words, inside a transaction. A document that isn't valid fails alone; @throws all else. */
export function writeDocument(
  connection: SqliteConnection,
  document: MemoryDocument,
  nowMs: number,
): WriteOutcome {
  try {
    return connection.part(() => upsertAndIndex(connection, document, nowMs));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { status: 'failed', error: refusalFrom(document.key, error) };
  }
}

function upsertAndIndex(
  connection: SqliteConnection,
  document: MemoryDocument,
  nowMs: number,
): WriteOutcome {
  const { key, module, id, version, contentHash, title, body } = document;
  const row = connection.get(
    upsertSql,
    key,
    module,
    id,
    version,
    contentHash,
    nowMs,
    title,
    body,
  ) as NumberRow | undefined;
  if (row === undefined) return { status: 'stale' };
  connection.run(indexSql, row.number, key, searchableText(title), searchableText(body));
  return { status: 'written', ref: key };
}

/** Removes a document and its words, inside a transaction. */
export function removeDocument(connection: SqliteConnection, key: RecordKey): RemovalOutcome {
  const row = connection.get(removeSql, key) as NumberRow | undefined;
  if (row === undefined) return { status: 'removed', existed: false };
  connection.run(unindexSql, row.number);
  return { status: 'removed', existed: true };
}
