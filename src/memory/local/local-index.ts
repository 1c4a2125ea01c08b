import { writeFacts } from './local-facts.js';
import { documentColumns, documentFrom, type DocumentRow } from './local-reads.js';
import { countSpellings } from './local-spellings.js';
import { indexDocument } from './local-writes.js';
import { type SqliteConnection } from './sqlite/sqlite-connection.js';
import { type SqliteFile } from './sqlite/sqlite-file.js';

const documentsAtOnce = 200;

/** Pages of the index that are merged in one turn of the event loop: about 10 ms. */
const pagesAtOnce = 50;

type Numbered = DocumentRow & { readonly number: number };

const numberedSql = `SELECT d.number, ${documentColumns('d')} FROM documents AS d`;

/** How many entries are of no document, and how many documents have no entry. */
export function countStrays(connection: SqliteConnection): number {
  const row = connection.get(`
SELECT (SELECT count(*) FROM words_docsize WHERE id NOT IN (SELECT number FROM documents))
  + (SELECT count(*) FROM documents WHERE number NOT IN (SELECT id FROM words_docsize))
  + ${straysSql('facts')} + ${straysSql('links')} AS strays`);
  return (row as { readonly strays: number }).strays;
}

/** From one number to the next one, past the rows that have the same: a tenth of going over all. */
function straysSql(table: 'facts' | 'links'): string {
  return `(
WITH RECURSIVE found (number) AS (
  SELECT min(number) FROM ${table} UNION ALL
  SELECT (SELECT min(number) FROM ${table} AS more WHERE more.number > found.number)
  FROM found WHERE found.number IS NOT NULL
) SELECT count(*) FROM found WHERE number NOT IN (SELECT number FROM documents))`;
}

/** Makes words, facts, links and spellings anew from the documents, inside a transaction. */
export function rebuildIndex(connection: SqliteConnection): void {
  connection.run("INSERT INTO words (words) VALUES ('delete-all')");
  for (const table of ['facts', 'links', 'spellings']) connection.run(`DELETE FROM ${table}`);
  let after = 0;
  for (;;) {
    const rows = connection.all(
      `${numberedSql} WHERE d.number > ? ORDER BY d.number LIMIT ${documentsAtOnce}`,
      after,
    ) as readonly Numbered[];
    for (const row of rows) {
      const document = documentFrom(row);
      indexDocument(connection, row.number, document);
      countSpellings(connection, '', document.title);
      if (document.facts !== undefined) {
        const { number, module } = row;
        writeFacts(connection, { number, module, isNew: true }, document.facts);
      }
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.number;
  }
}

/**
 * Leaves nothing of what was changed or removed in the file and its log: merges the index of words into one, and begins the
 * log anew. It reads and writes the whole index, in small steps between which others work. @throws AppError `memory.*`
 */
export async function leaveOnlyWhatIs(file: SqliteFile): Promise<void> {
  // A negative count begins the merge of all; what is written meanwhile is of now, and isn't part of it.
  let pages = -pagesAtOnce;
  while (await file.transaction((connection) => hasMerged(connection, pages))) pages = pagesAtOnce;
  await file.use((connection) => connection.get('PRAGMA wal_checkpoint(TRUNCATE)'));
}

/** Whether there may be more to merge: FTS5 changes one row alone where there isn't (https://sqlite.org/fts5.html). */
function hasMerged(connection: SqliteConnection, pages: number): boolean {
  const before = changesOf(connection);
  connection.run("INSERT INTO words (words, rank) VALUES ('merge', ?)", pages);
  return changesOf(connection) - before >= 2;
}

function changesOf(connection: SqliteConnection): number {
  return (connection.get('SELECT total_changes() AS n') as { readonly n: number }).n;
}
