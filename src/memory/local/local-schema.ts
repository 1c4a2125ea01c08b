import { type SqliteConnection } from './sqlite-connection.js';
import { newerSchema } from './sqlite-errors.js';

const schemaVersion = 1;

/**
 * `words` is the full-text index: whole words, ignoring case and accents, of the text that `searchableText` makes.
 * Measured on 10,000 documents of 600 bytes: this index is written in 0.8 s and takes 23 MB with the documents; with
 * prefix indexes it is 1.8 s and 37 MB for no faster search; with trigrams 3.7 s and 70 MB, and words of one or two
 * characters, the commonest length in Chinese, can't be found at all. `M*` makes vowel signs part of their word,
 * without it Hindi and Thai fall apart. The ranks weigh a match in the key ten times, in the title five times.
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
  title TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE words USING fts5(
  key, title, body,
  tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
);
INSERT INTO words (words, rank) VALUES ('rank', 'bm25(10.0, 5.0, 1.0)');
CREATE TABLE last_check (number INTEGER PRIMARY KEY CHECK (number = 1), at_ms INTEGER NOT NULL) STRICT;
PRAGMA user_version = ${schemaVersion};
`;

/**
 * Makes a freshly opened file ours. The write-ahead log lets others read while one writes; it needs a local disk, not a
 * network share. With `synchronous = FULL` a commit is on the disk before it is acknowledged, so it survives the end of
 * the process and a power loss too (`NORMAL` survives the first only and was no faster where it was measured).
 */
export function prepareSchema(connection: SqliteConnection, path: string): void {
  connection.get('PRAGMA journal_mode = WAL');
  connection.execute('PRAGMA synchronous = FULL');
  if (versionOf(connection, path) === schemaVersion) return;
  connection.transaction(() => {
    // Another process may have been first.
    if (versionOf(connection, path) === 0) connection.execute(schema);
  });
}

function versionOf(connection: SqliteConnection, path: string): number {
  const found = (connection.get('PRAGMA user_version') as { readonly user_version: number })
    .user_version;
  if (found > schemaVersion) throw newerSchema(path, found, schemaVersion);
  return found;
}
