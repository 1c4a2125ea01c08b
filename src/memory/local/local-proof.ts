import { type RecordKey } from '../../crm/record-ref.js';
import { type DocumentFacts } from '../document-facts.js';
import { factRowsOf } from '../facts/fact-rows.js';
import { type StoredDocument } from '../memory-document.js';
import { factText, factsHeld, linksHeld } from './local-facts.js';
import { documentColumns, documentFrom, type DocumentRow } from './local-reads.js';
import { wordsTokenizer } from './local-schema.js';
import { indexedTexts } from './local-writes.js';
import { type SqliteConnection } from './sqlite/sqlite-connection.js';
import { type SqliteFile } from './sqlite/sqlite-file.js';

/** A word of many documents is looked up once for all of them: the more, and the closer, the less each costs. */
const documentsTogether = 2000;
/** What is done in one turn of the event loop: some hundredths of a second. */
const documentsAtOnce = 50;
const wordsAtOnce = 500;

/** To go on to the next document that has a word costs a fiftieth of looking whether one of them has it. */
const entriesPerLook = 50;

/** An index of the documents in question alone, of which the words can be read: the real one only tells where a word is. */
const proofSchema = `
CREATE VIRTUAL TABLE IF NOT EXISTS temp.proof USING fts5(
  title, body, terms, content = '', tokenize = "${wordsTokenizer}"
);
CREATE VIRTUAL TABLE IF NOT EXISTS temp.proof_words USING fts5vocab(temp, proof, instance);`;

interface Numbered {
  readonly key: RecordKey;
  /** Its number in the index. */
  readonly number: number;
}

interface NumberedDocument {
  readonly number: number;
  readonly document: StoredDocument;
}

/** The numbers of the documents that each word is to find. */
type Expected = Map<string, number[]>;

const numbersSql = `
SELECT key, number FROM documents WHERE key IN (SELECT value FROM json_each(?)) ORDER BY number`;

const documentSql = `SELECT d.number, ${documentColumns('d')} FROM documents AS d WHERE d.number = ?`;

/**
 * Those of the documents that aren't found by just their own words and facts: by all of the words, by as many as there
 * are in each part of it, and by the very rows of facts. A key without a document is none of them. It takes many turns of
 * the event loop; what is written meanwhile may look wrong, so that what does is looked at once more, in a single one.
 * @throws AppError `memory.*`
 */
export async function unfitDocuments(
  file: SqliteFile,
  keys: readonly RecordKey[],
): Promise<readonly RecordKey[]> {
  const unfit: RecordKey[] = [];
  for (const some of slicesOf(keys, documentsTogether)) {
    const numbered = await file.use((connection) => numbersOf(connection, some));
    const suspects = await suspectsAmong(file, numbered);
    for (const few of slicesOf(suspects, documentsAtOnce)) {
      const wrong = await file.use((connection) => {
        return connection.reading(() => wrongAtOnce(connection, few));
      });
      unfit.push(...few.filter(({ number }) => wrong.has(number)).map(({ key }) => key));
    }
  }
  return unfit;
}

function numbersOf(connection: SqliteConnection, keys: readonly RecordKey[]): readonly Numbered[] {
  return connection.all(numbersSql, JSON.stringify(keys)) as readonly Numbered[];
}

async function suspectsAmong(
  file: SqliteFile,
  documents: readonly Numbered[],
): Promise<readonly Numbered[]> {
  const expected: Expected = new Map();
  const wrong = new Set<number>();
  for (const some of slicesOf(documents, documentsAtOnce)) {
    await file.use((connection) => {
      connection.reading(() => {
        expectWords(connection, some, { expected, wrong });
      });
    });
  }
  for (const some of slicesOf([...expected], wordsAtOnce)) {
    await file.use((connection) => {
      lookUp(connection, some, wrong);
    });
  }
  return documents.filter(({ number }) => wrong.has(number));
}

function wrongAtOnce(
  connection: SqliteConnection,
  documents: readonly Numbered[],
): ReadonlySet<number> {
  const expected: Expected = new Map();
  const wrong = new Set<number>();
  expectWords(connection, documents, { expected, wrong });
  lookUp(connection, [...expected], wrong);
  return wrong;
}

/**
 * Notes what each of the documents is to be found by, and as wrong those of other facts than theirs, or of another number
 * of words in a part.
 */
function expectWords(
  connection: SqliteConnection,
  numbered: readonly Numbered[],
  { expected, wrong }: { readonly expected: Expected; readonly wrong: Set<number> },
): void {
  const documents = numbered.flatMap(({ number }) => documentOf(connection, number));
  connection.execute(proofSchema);
  try {
    for (const { number, document } of documents) {
      if (!hasItsFacts(connection, number, document.facts)) wrong.add(number);
      connection.run(
        'INSERT INTO temp.proof (rowid, title, body, terms) VALUES (?, ?, ?, ?)',
        number,
        ...indexedTexts(document),
      );
    }
    for (const number of missized(connection)) wrong.add(number);
    noteWords(connection, expected);
  } finally {
    connection.run("INSERT INTO temp.proof (proof) VALUES ('delete-all')");
  }
}

function documentOf(connection: SqliteConnection, number: number): readonly NumberedDocument[] {
  const row = connection.get(documentSql, number) as DocumentRow | undefined;
  return row === undefined ? [] : [{ number, document: documentFrom(row) }];
}

function missized(connection: SqliteConnection): readonly number[] {
  const rows = connection.all(`
SELECT proper.id AS number FROM temp.proof_docsize AS proper
LEFT JOIN words_docsize AS held ON held.id = proper.id WHERE held.sz IS NOT proper.sz`);
  return (rows as readonly { readonly number: number }[]).map(({ number }) => number);
}

function noteWords(connection: SqliteConnection, expected: Expected): void {
  const rows = connection.all(
    'SELECT term, json_group_array(DISTINCT doc) AS docs FROM temp.proof_words GROUP BY term',
  ) as readonly { readonly term: string; readonly docs: string }[];
  for (const { term, docs } of rows) {
    const numbers = JSON.parse(docs) as readonly number[];
    const known = expected.get(term);
    if (known === undefined) expected.set(term, [...numbers]);
    else known.push(...numbers);
  }
}

/** Notes those that the index doesn't find by one of the words. */
function lookUp(
  connection: SqliteConnection,
  expected: readonly (readonly [word: string, numbers: readonly number[]])[],
  wrong: Set<number>,
): void {
  for (const [word, numbers] of expected) {
    for (const number of notFoundBy(connection, word, numbers)) wrong.add(number);
  }
}

const isFoundSql = 'SELECT 1 FROM words WHERE words MATCH ? AND rowid = ?';

const countFoundSql = `
SELECT count(*) AS found FROM (
  SELECT rowid AS number FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?
) WHERE number IN (SELECT value FROM json_each(?))`;

/** `numbers` ascend. */
function notFoundBy(
  connection: SqliteConnection,
  word: string,
  numbers: readonly number[],
): readonly number[] {
  const match = `"${word.replaceAll('"', '""')}"`;
  if (numbers.length > 1) {
    const range = [numbers.at(0) ?? 0, numbers.at(-1) ?? 0, numbers.length * entriesPerLook];
    const row = connection.get(countFoundSql, match, ...range, JSON.stringify(numbers));
    if ((row as { readonly found: number }).found === numbers.length) return [];
  }
  return numbers.filter((number) => connection.get(isFoundSql, match, number) === undefined);
}

function* slicesOf<Item>(
  items: readonly Item[],
  count: number,
): Generator<readonly Item[], void, undefined> {
  for (let from = 0; from < items.length; from += count) yield items.slice(from, from + count);
}

function hasItsFacts(
  connection: SqliteConnection,
  number: number,
  facts: DocumentFacts | undefined,
): boolean {
  const expected = facts === undefined ? [] : factRowsOf(facts);
  return (
    isSameSet(factsHeld(connection, number).map(factText), expected.map(factText)) &&
    isSameSet(linksHeld(connection, number), [...new Set<string>(facts?.links)])
  );
}

/** None of them twice in either. */
function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(some);
  return known.size === others.length && others.every((other) => known.has(other));
}
