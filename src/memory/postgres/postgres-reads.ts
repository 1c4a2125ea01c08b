import { type ApiModule, type CrmModule } from '../../crm/modules.js';
import { type RecordKey } from '../../crm/record-ref.js';
import { type DocumentFacts } from '../document-facts.js';
import { type FactIndex, type KnownField } from '../fact-query.js';
import { aggregateStatement, groupsFrom } from '../facts/fact-groups.js';
import { findStatement, relatedStatement } from '../facts/fact-statements.js';
import { type Sql } from '../facts/sql.js';
import { type StoredDocument } from '../memory-document.js';
import { type StoredItem } from '../memory-sink.js';
import { numbered, type PostgresServer, type Statements } from './postgres-server.js';

interface ItemRow {
  readonly key: RecordKey;
  readonly module: CrmModule;
  readonly id: string;
  readonly version: number;
  readonly content_hash: string;
}

interface DocumentRow extends ItemRow {
  readonly stored_at_ms: number;
  readonly facts: DocumentFacts | null;
  readonly title: Buffer;
  readonly body: Buffer;
}

const columns = ['key', 'module', 'id', 'version', 'content_hash', 'stored_at_ms']
  .concat('facts', 'title', 'body')
  .map((name) => `d.${name}`)
  .join(', ');

export async function storedDocument(
  statements: Statements,
  key: RecordKey,
): Promise<StoredDocument | undefined> {
  const [row] = await statements.rows(`SELECT ${columns} FROM documents AS d WHERE d.key = $1`, [
    key,
  ]);
  return row === undefined ? undefined : documentFrom(row as DocumentRow);
}

/** The first `limit` items whose key lies between `after` and `before`, neither included. */
export async function storedItems(
  statements: Statements,
  range: { readonly after: string; readonly before: string },
  limit: number,
): Promise<readonly StoredItem[]> {
  const rows = await statements.rows(
    `SELECT key, module, id, version, content_hash FROM documents
     WHERE key > $1 AND key < $2 ORDER BY key LIMIT $3`,
    [range.after, range.before, limit],
  );
  return (rows as readonly ItemRow[]).map(itemFrom);
}

export async function documentCount(statements: Statements): Promise<number> {
  return countIn(await statements.rows('SELECT count(*) AS n FROM documents'));
}

export async function documentsByModule(
  statements: Statements,
): Promise<ReadonlyMap<CrmModule, number>> {
  const rows = await statements.rows('SELECT module, count(*) AS n FROM documents GROUP BY module');
  return new Map(
    (rows as readonly { module: CrmModule; n: number }[]).map(({ module, n }) => [module, n]),
  );
}

function countIn([row]: readonly unknown[]): number {
  return (row as { readonly n: number }).n;
}

function itemFrom({ key, module, id, version, content_hash: contentHash }: ItemRow): StoredItem {
  return { key, module, id, version, contentHash, ref: key };
}

function documentFrom(row: DocumentRow): StoredDocument {
  return {
    ...itemFrom(row),
    storedAtMs: row.stored_at_ms,
    title: row.title.toString('utf8'),
    body: row.body.toString('utf8'),
    ...(row.facts === null ? {} : { facts: row.facts }),
  };
}

/** Finds and counts by facts, with the statements of the local memory. */
export function factIndexOf(server: PostgresServer): FactIndex {
  const rows = (statement: Sql): Promise<readonly unknown[]> =>
    server.use((statements) => statements.rows(...numbered(statement)));
  const documents = async (statement: Sql): Promise<readonly StoredDocument[]> =>
    ((await rows(statement)) as readonly DocumentRow[]).map(documentFrom);
  return {
    find: (query) => documents(findStatement(columns, query)),
    related: (query) => documents(relatedStatement(columns, query)),
    aggregate: async (query) => groupsFrom(await rows(aggregateStatement(query)), query),
    fieldsOf: (module, apis) => server.use((statements) => knownFields(statements, module, apis)),
    unknownIn: async (module) =>
      server.use(async (statements) =>
        countIn(
          await statements.rows(
            'SELECT count(*) AS n FROM documents WHERE module = $1 AND facts IS NULL',
            [module],
          ),
        ),
      ),
  };
}

async function knownFields(
  statements: Statements,
  module: CrmModule,
  apis: readonly ApiModule[] | undefined,
): Promise<readonly KnownField[]> {
  const rows = (await statements.rows(
    'SELECT api, field, label, type FROM fields WHERE module = $1 ORDER BY api, field',
    [module],
  )) as readonly (KnownField & { readonly api: ApiModule })[];
  return rows.filter(({ api }) => apis?.includes(api) !== false);
}
