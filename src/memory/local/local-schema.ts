import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { prepareGraves } from './local-graves.js';
import { type SqliteConnection } from './sqlite/sqlite-connection.js';
import { newerSchema } from './sqlite/sqlite-errors.js';
import { takeOverDocuments } from './take-over.js';

const schemaVersion = 2;

/** The file's name tells its form: a build that doesn't know it goes on with a file of its own. */
export const memoryFileName = 'memory-2.db';

/** The same form, for documents without their texts: facts beside a memory that keeps none. */
export const factsFileName = 'facts-2.db';

/** Where builds before had theirs, in schema 1. */
export const olderFileName = 'memory.db';

/** How texts are parted into words; `local-proof.ts` parts them as the index did. */
export const wordsTokenizer = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'";

/**
 * `words` is the full-text index: whole words, ignoring case and accents, of the text that `searchableText` makes, and
 * of `terms`, the digits of telephone numbers among them. It holds no text of its own (external content), and is told
 * what goes; the words themselves are in the file until `leaveOnlyWhatIs` has merged the index. FTS5's own `secure-delete`
 * takes them out at once, word by word: a changed document costs four to six times as much with it. `M*` makes vowel signs
 * part of their word, without it Hindi and Thai fall apart.
 *
 * `facts` has a row for each value of a field: `text` is folded for comparing, `shown` is for people, `num` orders
 * numbers, times (epoch ms) and days (their midnight in UTC). Rows of `part` 0 are the value, `alias` is another name
 * for it: an id, an address. `spellings` counts the words of titles, for finding those that were misspelt.
 *
 * The body comes last, so that reading the other columns of a long document doesn't read through it.
 */
const schema = `
CREATE TABLE documents (
  number INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE CHECK (key = module || '/' || id),
  module TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  version INTEGER NOT NULL CHECK (version >= 0),
  content_hash TEXT NOT NULL,
  stored_at_ms INTEGER NOT NULL,
  api TEXT,
  state TEXT,
  parent TEXT,
  facts TEXT,
  title TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX documents_by_module ON documents (module, api, state);
CREATE INDEX documents_by_parent ON documents (parent) WHERE parent IS NOT NULL;
CREATE INDEX documents_without_facts ON documents (module) WHERE facts IS NULL;
CREATE VIRTUAL TABLE words USING fts5(
  title, body, terms, content = 'documents', content_rowid = 'number',
  tokenize = "${wordsTokenizer}"
);
CREATE TABLE facts (
  number INTEGER NOT NULL,
  field TEXT NOT NULL,
  part INTEGER NOT NULL,
  type TEXT NOT NULL,
  text TEXT NOT NULL,
  shown TEXT NOT NULL,
  num REAL,
  currency TEXT,
  PRIMARY KEY (number, field, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX facts_by_text ON facts (field, text);
CREATE INDEX facts_by_number ON facts (field, num) WHERE num IS NOT NULL;
CREATE TABLE links (
  target TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (target, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_number ON links (number);
CREATE TABLE fields (
  module TEXT NOT NULL, api TEXT NOT NULL, field TEXT NOT NULL, label TEXT NOT NULL, type TEXT NOT NULL,
  PRIMARY KEY (module, api, field)
) STRICT, WITHOUT ROWID;
CREATE TABLE spellings (
  word TEXT PRIMARY KEY, ending TEXT NOT NULL, uses INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX spellings_by_ending ON spellings (ending);
CREATE TABLE last_check (number INTEGER PRIMARY KEY CHECK (number = 1), at_ms INTEGER NOT NULL) STRICT;
PRAGMA user_version = ${schemaVersion};
`;

/**
 * Makes a freshly opened file ours. The write-ahead log lets others read while one writes; it needs a local disk, not a
 * network share. With `synchronous = FULL` a commit is on the disk before it is acknowledged, so it survives the end of
 * the process and a power loss too (`NORMAL` survives the first only and was no faster where it was measured).
 *
 * A new file begins with the documents of an older one beside it, which stays as it is: without facts, and with a
 * content hash that no ledger has, so that the next comparison has each of them written again.
 */
export function prepareSchema(connection: SqliteConnection, path: string): void {
  connection.get('PRAGMA journal_mode = WAL');
  connection.execute('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
  if (versionOf(connection, path) === schemaVersion) {
    prepareGraves(connection);
    endSecureDelete(connection);
    return;
  }
  connection.transaction(() => {
    // Another process may have been first.
    if (versionOf(connection, path) !== 0) return;
    connection.execute(schema);
    prepareGraves(connection);
    const older = join(dirname(path), olderFileName);
    if (older !== path && existsSync(older)) takeOverDocuments(connection, older);
  });
}

/** Files of some builds were made with it; the setting is in the file. */
function endSecureDelete(connection: SqliteConnection): void {
  const found = connection.get("SELECT v FROM words_config WHERE k = 'secure-delete' AND v <> 0");
  if (found === undefined) return;
  connection.run("INSERT INTO words (words, rank) VALUES ('secure-delete', 0)");
}

function versionOf(connection: SqliteConnection, path: string): number {
  const found = (connection.get('PRAGMA user_version') as { readonly user_version: number })
    .user_version;
  if (found > schemaVersion) throw newerSchema(path, found, schemaVersion);
  return found;
}
