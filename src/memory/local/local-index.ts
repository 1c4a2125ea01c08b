import { type RecordKey } from '../../crm/record-ref.js';
import { type DocumentFacts } from '../document-facts.js';
import { factRowsOf } from '../facts/fact-rows.js';
import { type StoredDocument } from '../memory-document.js';
import { writeFacts } from './local-facts.js';
import { documentColumns, documentFrom, type DocumentRow } from './local-reads.js';
import { wordsTokenizer } from './local-schema.js';
import { countSpellings } from './local-spellings.js';
import { indexDocument, indexedTexts } from './local-writes.js';
import { type SqliteConnection } from './sqlite-connection.js';

/** Words of one document that are asked for at once. */
const wordsAtOnce = 50;
const documentsAtOnce = 200;

/** An index of one document, of which the words can be read: the real one only tells where a word is. */
const proofSchema = `
CREATE VIRTUAL TABLE IF NOT EXISTS temp.proof USING fts5(
  title, body, terms, content = '', tokenize = "${wordsTokenizer}"
);
CREATE VIRTUAL TABLE IF NOT EXISTS temp.proof_words USING fts5vocab(temp, proof, row);`;

type Numbered = DocumentRow & { readonly number: number };

const numberedSql = `SELECT d.number, ${documentColumns('d')} FROM documents AS d`;

/**
 * Those of the documents that aren't found by just their own words and facts: by all of the words, by as many as there
 * are in each part of it, and by the very rows of facts. A key without a document is none of them.
 */
export function unfitDocuments(
  connection: SqliteConnection,
  keys: readonly RecordKey[],
): readonly RecordKey[] {
  connection.execute(proofSchema);
  return keys.filter((key) => {
    const row = connection.get(`${numberedSql} WHERE d.key = ?`, key) as Numbered | undefined;
    return row !== undefined && !isFit(connection, row);
  });
}

/** How many entries are of no document, and how many documents have no entry. */
export function countStrays(connection: SqliteConnection): number {
  const row = connection.get(`
SELECT (SELECT count(*) FROM words_docsize WHERE id NOT IN (SELECT number FROM documents))
  + (SELECT count(*) FROM documents WHERE number NOT IN (SELECT id FROM words_docsize))
  + (SELECT count(DISTINCT number) FROM facts WHERE number NOT IN (SELECT number FROM documents))
  + (SELECT count(DISTINCT number) FROM links WHERE number NOT IN (SELECT number FROM documents))
  AS strays`);
  return (row as { readonly strays: number }).strays;
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

function isFit(connection: SqliteConnection, row: Numbered): boolean {
  const document = documentFrom(row);
  const { number } = row;
  return (
    hasItsWords(connection, number, document) && hasItsFacts(connection, number, document.facts)
  );
}

function hasItsWords(
  connection: SqliteConnection,
  number: number,
  document: StoredDocument,
): boolean {
  const texts = indexedTexts(document);
  connection.run(
    'INSERT INTO temp.proof (rowid, title, body, terms) VALUES (1, ?, ?, ?)',
    ...texts,
  );
  try {
    const sizes = connection.get(
      `SELECT (SELECT hex(sz) FROM words_docsize WHERE id = ?) AS held,
        (SELECT hex(sz) FROM temp.proof_docsize WHERE id = 1) AS proper`,
      number,
    ) as { readonly held: string | null; readonly proper: string };
    if (sizes.held !== sizes.proper) return false;
    const rows = connection.all('SELECT term FROM temp.proof_words');
    const words = (rows as readonly { readonly term: string }[]).map(({ term }) => term);
    return isFoundBy(connection, number, words);
  } finally {
    connection.run("INSERT INTO temp.proof (proof) VALUES ('delete-all')");
  }
}

function isFoundBy(
  connection: SqliteConnection,
  number: number,
  words: readonly string[],
): boolean {
  for (let from = 0; from < words.length; from += wordsAtOnce) {
    const some = words.slice(from, from + wordsAtOnce);
    const match = some.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND ');
    const sql = 'SELECT rowid FROM words WHERE words MATCH ? AND rowid = ?';
    if (connection.get(sql, match, number) === undefined) return false;
  }
  return true;
}

function hasItsFacts(
  connection: SqliteConnection,
  number: number,
  facts: DocumentFacts | undefined,
): boolean {
  const rows = connection.all(
    'SELECT field, part, type, text, shown, num, currency FROM facts WHERE number = ?',
    number,
  ) as readonly ReturnType<typeof factRowsOf>[number][];
  const links = connection.all('SELECT target FROM links WHERE number = ?', number);
  const targets = (links as readonly { readonly target: string }[]).map(({ target }) => target);
  const proper = facts === undefined ? [] : factRowsOf(facts).map(rowText);
  return (
    isSameSet(rows.map(rowText), proper) && isSameSet(targets, [...new Set<string>(facts?.links)])
  );
}

function rowText(row: ReturnType<typeof factRowsOf>[number]): string {
  const { field, part, type, text, shown, num, currency } = row;
  return JSON.stringify([field, part, type, text, shown, num, currency]);
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  return (
    some.length === others.length && some.toSorted().join('\n') === others.toSorted().join('\n')
  );
}
