import { type ApiModule, type CrmModule } from '../../crm/modules.js';
import { type DocumentFacts } from '../document-facts.js';
import { type FactAggregate, type FactFind, type FactGroup } from '../fact-query.js';
import { type FactRelated, type KnownField } from '../fact-query.js';
import { aggregateStatement, groupsFrom } from '../facts/fact-groups.js';
import { factRowsOf } from '../facts/fact-rows.js';
import { findStatement, relatedStatement } from '../facts/fact-statements.js';
import { type Sql } from '../facts/sql.js';
import { type StoredDocument } from '../memory-document.js';
import { documentColumns, documentFrom, type DocumentRow } from './local-reads.js';
import { type SqliteConnection } from './sqlite/sqlite-connection.js';

const insertSql = `
INSERT INTO facts (number, field, part, type, text, shown, num, currency)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const linkSql = 'INSERT OR IGNORE INTO links (target, number) VALUES (?, ?)';
const fieldSql = `
INSERT INTO fields (module, api, field, label, type) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET label = excluded.label, type = excluded.type
WHERE label <> excluded.label OR type <> excluded.type`;

/** Writes the rows of a document that has none. */
export function writeFacts(
  connection: SqliteConnection,
  number: number,
  module: string,
  facts: DocumentFacts,
): void {
  for (const { field, part, type, text, shown, num, currency } of factRowsOf(facts)) {
    connection.run(insertSql, number, field, part, type, text, shown, num, currency);
  }
  for (const { field, label, type } of facts.fields) {
    connection.run(fieldSql, module, facts.api, field, label, type);
  }
  for (const target of facts.links) connection.run(linkSql, target, number);
}

export function removeFacts(connection: SqliteConnection, number: number): void {
  connection.run('DELETE FROM facts WHERE number = ?', number);
  connection.run('DELETE FROM links WHERE number = ?', number);
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
