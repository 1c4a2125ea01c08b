import { type ApiModule, type CrmModule } from '../../crm/modules.js';
import { type DocumentFacts } from '../document-facts.js';
import { type FactAggregate, type FactFind, type FactGroup } from '../fact-query.js';
import { type FactRelated, type KnownField } from '../fact-query.js';
import { aggregateStatement, groupsFrom } from '../facts/fact-groups.js';
import { type FactRow, factRowsOf } from '../facts/fact-rows.js';
import { findStatement, relatedStatement } from '../facts/fact-statements.js';
import { type Sql } from '../facts/sql.js';
import { type StoredDocument } from '../memory-document.js';
import { documentColumns, documentFrom, type DocumentRow } from './local-reads.js';
import { type SqliteConnection } from './sqlite/sqlite-connection.js';

const factsSql = 'SELECT field, part, type, text, shown, num, currency FROM facts WHERE number = ?';
const putSql = `
INSERT INTO facts (number, field, part, type, text, shown, num, currency)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET type = excluded.type, text = excluded.text, shown = excluded.shown,
  num = excluded.num, currency = excluded.currency`;
const dropSql = 'DELETE FROM facts WHERE number = ? AND field = ? AND part = ?';
const linksSql = 'SELECT target FROM links WHERE number = ?';
const linkSql = 'INSERT OR IGNORE INTO links (target, number) VALUES (?, ?)';
const unlinkSql = 'DELETE FROM links WHERE target = ? AND number = ?';
const fieldSql = `
INSERT INTO fields (module, api, field, label, type) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET label = excluded.label, type = excluded.type
WHERE label <> excluded.label OR type <> excluded.type`;

/**
 * The fields that a connection has noted: each document has the same ones. What it notes in a transaction that fails is
 * forgotten with it: `SqliteFile` opens another one then.
 */
const notedFields = new WeakMap<SqliteConnection, Set<string>>();

/** Brings the rows of a document to what its facts say. `isNew`: it has none. */
export function writeFacts(
  connection: SqliteConnection,
  { number, module, isNew }: { number: number; module: string; isNew: boolean },
  facts: DocumentFacts,
): void {
  const held = isNew ? [] : factsHeld(connection, number);
  const left = new Map(held.map((row) => [placeOf(row), row]));
  for (const row of factRowsOf(facts)) {
    const place = placeOf(row);
    const before = left.get(place);
    left.delete(place);
    if (before !== undefined && factText(before) === factText(row)) continue;
    const { field, part, type, text, shown, num, currency } = row;
    connection.run(putSql, number, field, part, type, text, shown, num, currency);
  }
  for (const { field, part } of left.values()) connection.run(dropSql, number, field, part);
  noteFields(connection, module, facts);
  const unlinked = new Set(isNew ? [] : linksHeld(connection, number));
  for (const target of facts.links) {
    if (!unlinked.delete(target)) connection.run(linkSql, target, number);
  }
  for (const target of unlinked) connection.run(unlinkSql, target, number);
}

function noteFields(
  connection: SqliteConnection,
  module: string,
  { api, fields }: DocumentFacts,
): void {
  const noted = notedFields.get(connection) ?? new Set();
  notedFields.set(connection, noted);
  for (const { field, label, type } of fields) {
    const key = [module, api, field, label, type].join('\u0000');
    if (noted.has(key)) continue;
    connection.run(fieldSql, module, api, field, label, type);
    noted.add(key);
  }
}

export function removeFacts(connection: SqliteConnection, number: number): void {
  connection.run('DELETE FROM facts WHERE number = ?', number);
  connection.run('DELETE FROM links WHERE number = ?', number);
}

/** The rows of a document as they are. */
export function factsHeld(connection: SqliteConnection, number: number): readonly FactRow[] {
  return connection.all(factsSql, number) as readonly FactRow[];
}

/** The records that a document names, as its rows have them. */
export function linksHeld(connection: SqliteConnection, number: number): readonly string[] {
  const rows = connection.all(linksSql, number) as readonly { readonly target: string }[];
  return rows.map(({ target }) => target);
}

/** All that a row says; two that say the same are the same. */
export function factText({ field, part, type, text, shown, num, currency }: FactRow): string {
  return [field, part, type, text, shown, num, currency].join('\u0000');
}

function placeOf({ field, part }: FactRow): string {
  return `${field}\u0000${part}`;
}

export function findDocuments(
  connection: SqliteConnection,
  query: FactFind,
): readonly StoredDocument[] {
  return documents(connection, findStatement(documentColumns('d'), query));
}

export function relatedDocuments(
  connection: SqliteConnection,
  query: FactRelated,
): readonly StoredDocument[] {
  return documents(connection, relatedStatement(documentColumns('d'), query));
}

export function aggregateDocuments(
  connection: SqliteConnection,
  query: FactAggregate,
): readonly FactGroup[] {
  const { text, values } = aggregateStatement(query);
  return groupsFrom(connection.all(text, ...values), query);
}

export function knownFields(
  connection: SqliteConnection,
  module: CrmModule,
  apis: readonly ApiModule[] | undefined,
): readonly KnownField[] {
  const rows = connection.all(
    'SELECT api, field, label, type FROM fields WHERE module = ? ORDER BY api, field',
    module,
  ) as readonly (KnownField & { readonly api: ApiModule })[];
  return rows.filter(({ api }) => apis?.includes(api) !== false);
}

export function countWithoutFacts(connection: SqliteConnection, module: CrmModule): number {
  const row = connection.get(
    'SELECT count(*) AS n FROM documents WHERE module = ? AND facts IS NULL',
    module,
  );
  return (row as { readonly n: number }).n;
}

function documents(connection: SqliteConnection, { text, values }: Sql): readonly StoredDocument[] {
  return (connection.all(text, ...values) as readonly DocumentRow[]).map(documentFrom);
}
