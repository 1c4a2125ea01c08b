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

const documentsAtOnce = 200;

/** To go on to the next document that has a word costs a fiftieth of looking whether one of them has it. */
const entriesPerLook = 50;

/** An index of the documents in question alone, of which the words can be read: the real one only tells where a word is. */
const proofSchema = `
CREATE VIRTUAL TABLE IF NOT EXISTS temp.proof USING fts5(
  title, body, terms, content = '', tokenize = "${wordsTokenizer}"
);
CREATE VIRTUAL TABLE IF NOT EXISTS temp.proof_words USING fts5vocab(temp, proof, instance);`;

type Numbered = DocumentRow & { readonly number: number };

interface NumberedDocument {
  readonly number: number;
  readonly document: StoredDocument;
}

const numberedSql = `SELECT d.number, ${documentColumns('d')} FROM documents AS d`;

/**
 * Those of the documents that aren't found by just their own words and facts: by all of the words, by as many as there
 * are in each part of it, and by the very rows of facts. A key without a document is none of them.
 */
export function unfitDocuments(
  connection: SqliteConnection,
  keys: readonly RecordKey[],
): readonly RecordKey[] {
  const documents = keys.flatMap((key) => {
    const row = connection.get(`${numberedSql} WHERE d.key = ?`, key) as Numbered | undefined;
    return row === undefined ? [] : [{ number: row.number, document: documentFrom(row) }];
  });
  const unfound = withoutTheirWords(connection, documents);
  return documents
    .filter(({ number, document }) => {
      return unfound.has(number) || !hasItsFacts(connection, number, document.facts);
    })
    .map(({ document }) => document.key);
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

/** The numbers of those that have other words in the index than they should, or another number of them in a part. */
function withoutTheirWords(
  connection: SqliteConnection,
  documents: readonly NumberedDocument[],
): ReadonlySet<number> {
  connection.execute(proofSchema);
  try {
    for (const { number, document } of documents) {
      connection.run(
        'INSERT INTO temp.proof (rowid, title, body, terms) VALUES (?, ?, ?, ?)',
        number,
        ...indexedTexts(document),
      );
    }
    const missized = connection.all(`
SELECT proper.id AS number FROM temp.proof_docsize AS proper
LEFT JOIN words_docsize AS held ON held.id = proper.id WHERE held.sz IS NOT proper.sz`);
    const unfound = new Set((missized as readonly { readonly number: number }[]).map(numberOf));
    for (const [word, numbers] of numbersByWord(connection)) {
      for (const number of notFoundBy(connection, word, numbers)) unfound.add(number);
    }
    return unfound;
  } finally {
    connection.run("INSERT INTO temp.proof (proof) VALUES ('delete-all')");
  }
}

function numbersByWord(connection: SqliteConnection): ReadonlyMap<string, readonly number[]> {
  const rows = connection.all('SELECT DISTINCT term, doc FROM temp.proof_words') as readonly {
    readonly term: string;
    readonly doc: number;
  }[];
  const numbers = new Map<string, number[]>();
  for (const { term, doc } of rows) {
    const known = numbers.get(term);
    if (known === undefined) numbers.set(term, [doc]);
    else known.push(doc);
  }
  return numbers;
}

const isFoundSql = 'SELECT 1 FROM words WHERE words MATCH ? AND rowid = ?';

const countFoundSql = `
SELECT count(*) AS found FROM (
  SELECT rowid AS number FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?
) WHERE number IN (SELECT value FROM json_each(?))`;

/** Those of the documents that the index doesn't have a word for. */
function notFoundBy(
  connection: SqliteConnection,
  word: string,
  numbers: readonly number[],
): readonly number[] {
  const match = `"${word.replaceAll('"', '""')}"`;
  if (numbers.length > 1) {
    const range = [Math.min(...numbers), Math.max(...numbers), numbers.length * entriesPerLook];
    const row = connection.get(countFoundSql, match, ...range, JSON.stringify(numbers));
    if ((row as { readonly found: number }).found === numbers.length) return [];
  }
  return numbers.filter((number) => connection.get(isFoundSql, match, number) === undefined);
}

function numberOf({ number }: { readonly number: number }): number {
  return number;
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
