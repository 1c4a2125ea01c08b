import { type RecordKey } from '../../crm/record-ref.js';
import { type MemoryDocument } from '../memory-document.js';
import { type RemovalOutcome, type WriteOutcome } from '../memory-sink.js';
import { searchableText, termsOf } from '../search/searchable-text.js';
import { removeFacts, writeFacts } from './local-facts.js';
import { countSpellings } from './local-spellings.js';
import { type Bytes, type SqliteConnection, textOfBytes } from './sqlite/sqlite-connection.js';
import { isRefusal, refusalFrom } from './sqlite/sqlite-errors.js';

/** Texts are read as bytes: the driver ends a text at its first NUL. */
const heldSql = `
SELECT number, key, version, facts IS NOT NULL AS has_facts,
  CAST(title AS BLOB) AS title, CAST(body AS BLOB) AS body
FROM documents WHERE key = ?`;
const insertSql = `
INSERT INTO documents
  (key, module, id, version, content_hash, stored_at_ms, api, state, parent, facts, title, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number`;
const updateSql = `
UPDATE documents SET version = ?, content_hash = ?, stored_at_ms = ?, api = ?, state = ?,
  parent = ?, facts = ?, title = ?, body = ?
WHERE number = ?`;
const indexSql = 'INSERT INTO words (rowid, title, body, terms) VALUES (?, ?, ?, ?)';
const unindexSql =
  "INSERT INTO words (words, rowid, title, body, terms) VALUES ('delete', ?, ?, ?, ?)";

interface Held {
  readonly number: number;
  readonly key: RecordKey;
  readonly version: number;
  readonly has_facts: number;
  readonly title: Bytes;
  readonly body: Bytes;
}

interface Texts {
  readonly key: string;
  readonly title: string;
  readonly body: string;
}

/**
 * Writes a document, its words and facts, inside a transaction.
 * @throws AppError `memory.refused` for one that isn't valid: the transaction can't go on; and the driver's errors
 */
export function writeDocument(
  connection: SqliteConnection,
  document: MemoryDocument,
  nowMs: number,
): WriteOutcome {
  try {
    return write(connection, document, nowMs);
  } catch (error) {
    throw isRefusal(error) ? refusalFrom(document.key, error) : error;
  }
}

function write(
  connection: SqliteConnection,
  document: MemoryDocument,
  nowMs: number,
): WriteOutcome {
  const { key, module, version, facts } = document;
  const held = connection.get(heldSql, key) as Held | undefined;
  if (held !== undefined && held.version > version) return { status: 'stale' };
  const number = putRow(connection, document, held, nowMs);
  index(connection, number, held, document);
  const isNew = held?.has_facts !== 1;
  if (facts !== undefined) writeFacts(connection, { number, module, isNew }, facts);
  else if (!isNew) removeFacts(connection, number);
  return { status: 'written', ref: key };
}

/** The number of the row. */
function putRow(
  connection: SqliteConnection,
  { key, module, id, version, contentHash, title, body, facts }: MemoryDocument,
  held: Held | undefined,
  nowMs: number,
): number {
  const { api = null, state = null, parent = null } = facts ?? {};
  const json = facts === undefined ? null : JSON.stringify(facts);
  const values = [version, contentHash, nowMs, api, state, parent, json, title, body];
  if (held === undefined) {
    return (connection.get(insertSql, key, module, id, ...values) as Pick<Held, 'number'>).number;
  }
  connection.run(updateSql, ...values, held.number);
  return held.number;
}

/** What is indexed and stays as it is is left alone. */
function index(
  connection: SqliteConnection,
  number: number,
  held: Held | undefined,
  document: MemoryDocument,
): void {
  const before = held === undefined ? undefined : textsOf(held);
  if (before?.title === document.title && before.body === document.body) return;
  if (before !== undefined) changeIndex(connection, unindexSql, number, before);
  changeIndex(connection, indexSql, number, document);
  countSpellings(connection, before?.title ?? '', document.title);
}

function changeIndex(
  connection: SqliteConnection,
  sql: string,
  number: number,
  texts: Texts,
): void {
  connection.run(sql, number, ...indexedTexts(texts));
}

/** Has a document found by its words, of which nothing must be indexed yet. */
export function indexDocument(connection: SqliteConnection, number: number, texts: Texts): void {
  changeIndex(connection, indexSql, number, texts);
}

/** What is indexed of a document: title, body and terms. */
export function indexedTexts({ key, title, body }: Texts): readonly [string, string, string] {
  return [searchableText(title), searchableText(body), termsOf(key, body)];
}

function textsOf({ key, title, body }: Held): Texts {
  return { key, title: textOfBytes(title), body: textOfBytes(body) };
}

/** Removes a document, its words and facts, inside a transaction. */
export function removeDocument(connection: SqliteConnection, key: RecordKey): RemovalOutcome {
  const held = connection.get(heldSql, key) as Held | undefined;
  if (held === undefined) return { status: 'removed', existed: false };
  const texts = textsOf(held);
  changeIndex(connection, unindexSql, held.number, texts);
  countSpellings(connection, texts.title, '');
  if (held.has_facts === 1) removeFacts(connection, held.number);
  connection.run('DELETE FROM documents WHERE number = ?', held.number);
  return { status: 'removed', existed: true };
}
