import { writeFacts } from './local-facts.js';
import { documentColumns, documentFrom, type DocumentRow } from './local-reads.js';
import { countSpellings } from './local-spellings.js';
import { indexDocument } from './local-writes.js';
import { type SqliteConnection } from './sqlite/sqlite-connection.js';

const documentsAtOnce = 200;

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
        writeFacts(connection, row.number, row.module, document.facts);
      }
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.number;
  }
}
