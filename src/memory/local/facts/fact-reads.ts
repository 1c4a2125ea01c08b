import { type StoredDocument } from '../../memory-document.js';
import { type ApiModule, type CrmModule } from '../../../crm/modules.js';
import { type FactFind, type FactRelated, type KnownField } from '../../fact-query.js';
import { documentColumns, documentFrom, type DocumentRow } from '../local-reads.js';
import { type SqliteConnection } from '../sqlite-connection.js';
import { joined, selected, type Sql, sql } from './fact-conditions.js';
import { valueOf } from './fact-values.js';

export function findDocuments(
  connection: SqliteConnection,
  query: FactFind,
): readonly StoredDocument[] {
  const order = joined([...query.orderBy.flatMap(orderOf), sql('d.module'), sql('d.id')], ', ');
  const where = selected(query);
  return documents(
    connection,
    joined(
      [
        sql(`SELECT ${documentColumns('d')} FROM documents AS d WHERE`),
        where,
        sql('ORDER BY'),
        order,
        sql('LIMIT ? OFFSET ?', query.limit, query.offset),
      ],
      ' ',
    ),
  );
}

/** What has no value comes last, whichever the direction. */
function orderOf({ target, descending }: FactFind['orderBy'][number]): readonly Sql[] {
  const direction = descending ? ' DESC' : '';
  const value = valueOf(target);
  return [
    { ...value, text: `${value.text} IS NULL` },
    { ...value, text: `${value.text}${direction}` },
  ];
}

/** What names the record, and for an account also what names its deals and contacts; the latest first. */
export function relatedDocuments(
  connection: SqliteConnection,
  { key, deep, modules, limit }: FactRelated,
): readonly StoredDocument[] {
  const direct = sql('d.number IN (SELECT number FROM links WHERE target = ?)', key);
  const further = sql(
    `d.number IN (SELECT l.number FROM links AS n JOIN documents AS p ON p.number = n.number
      JOIN links AS l ON l.target = p.key WHERE n.target = ? AND p.module IN ('Deals', 'Contacts')
      AND d.parent = p.key)`,
    key,
  );
  const places = modules?.map(() => '?').join(', ');
  const only = places === undefined ? [] : [sql(`d.module IN (${places})`, ...(modules ?? []))];
  const any = joined(deep ? [direct, further] : [direct], ' OR ');
  return documents(
    connection,
    joined(
      [
        sql(`SELECT ${documentColumns('d')} FROM documents AS d WHERE d.key <> ? AND`, key),
        joined([{ ...any, text: `(${any.text})` }, ...only], ' AND '),
        sql('ORDER BY d.version DESC, d.key LIMIT ?', limit),
      ],
      ' ',
    ),
  );
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
