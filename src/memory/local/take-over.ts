import { type RecordKey } from '../../crm/record-ref.js';
import { AppError } from '../../kernel/app-error.js';
import { writeDocument } from './local-writes.js';
import { type Bytes, SqliteConnection, textOfBytes } from './sqlite/sqlite-connection.js';
import { refusedCode } from './sqlite/sqlite-errors.js';

interface OlderRow {
  readonly key: RecordKey;
  readonly module: string;
  readonly id: string;
  readonly version: number;
  readonly stored_at_ms: number;
  readonly title: Bytes;
  readonly body: Bytes;
}

const pageSize = 200;

const pageSql = `
SELECT key, module, id, version, stored_at_ms, CAST(title AS BLOB) AS title, CAST(body AS BLOB) AS body
FROM documents WHERE key > ? ORDER BY key LIMIT ${pageSize}`;

/** Copies the documents of a file of schema 1; one that holds none, or is none, has nothing to give. */
export function takeOverDocuments(connection: SqliteConnection, olderPath: string): void {
  const older = new SqliteConnection(olderPath);
  try {
    if ((older.get('PRAGMA user_version') as { user_version: number }).user_version !== 1) return;
    for (let after = ''; ;) {
      const rows = older.all(pageSql, after) as readonly OlderRow[];
      for (const row of rows) takeOver(connection, row);
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.key;
    }
  } finally {
    older.close();
  }
}

function takeOver(connection: SqliteConnection, row: OlderRow): void {
  const { key, module, id, version, stored_at_ms: storedAtMs } = row;
  const texts = { title: textOfBytes(row.title), body: textOfBytes(row.body) };
  try {
    writeDocument(connection, { key, module, id, version, contentHash: '', ...texts }, storedAtMs);
  } catch (error) {
    // Nothing of it was written: its row comes first. The next comparison brings what the CRM has.
    if (!(error instanceof AppError) || error.code !== refusedCode) throw error;
  }
}
