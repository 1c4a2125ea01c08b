import { type StoredDocument } from '../../memory-document.js';
import { type ApiModule, type CrmModule } from '../../../crm/modules.js';
import { factTypes } from '../../document-facts.js';
import {
  type FactAggregate,
  type FactFind,
  type FactGroup,
  type FactRelated,
  type FactTarget,
  type GroupValue,
  type KnownField,
} from '../../fact-query.js';
import { documentColumns, documentFrom, type DocumentRow } from '../local-reads.js';
import { type SqliteConnection } from '../sqlite-connection.js';
import { joined, overdue, selected, type Sql, sql } from './fact-conditions.js';
import { accountField } from './fact-rows.js';

const mostGroups = 1001;

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

/** One value that sorts: a number, or a text. */
function valueOf(target: FactTarget): Sql {
  switch (target.kind) {
    case 'field':
      return sql(
        '(SELECT coalesce(f.num, f.text) FROM facts AS f WHERE f.number = d.number AND f.field = ? AND f.part = 0)',
        target.field,
      );
    case 'account':
      return accountText('text');
    case 'open':
    case 'won':
    case 'lost':
      return sql('(CASE WHEN d.state IS NULL THEN NULL ELSE d.state = ? END)', target.kind);
    case 'overdue': {
      const { text, values } = overdue(target.now);
      return sql(`(CASE WHEN d.state IS NULL THEN NULL ELSE (${text}) END)`, ...values);
    }
    case 'modified_at':
      return sql('nullif(d.version, 0)');
    case 'id':
      return sql('d.id');
  }
}

function accountText(column: 'text' | 'shown'): Sql {
  return sql(
    `coalesce(
      (SELECT f.${column} FROM facts AS f WHERE f.number = d.number AND f.field = ? AND f.part = 0),
      (SELECT f.${column} FROM documents AS p JOIN facts AS f ON f.number = p.number
        WHERE p.key = d.parent AND f.field = ? AND f.part = 0))`,
    accountField,
    accountField,
  );
}

type GroupRow = Readonly<Record<string, string | number | null>>;

/** Columns of each grouped value: what it is, what people read, and what orders it. */
function groupColumns(target: FactTarget, index: number): Sql {
  const names = [`type${index}`, `text${index}`, `num${index}`];
  const column = (texts: readonly Sql[]): Sql =>
    joined(
      texts.map((each, at) => ({ ...each, text: `${each.text} AS ${names[at] ?? ''}` })),
      ', ',
    );
  switch (target.kind) {
    case 'field':
      return column([sql(`g${index}.type`), sql(`g${index}.shown`), sql(`g${index}.num`)]);
    case 'account':
      return column([sql("'text'"), accountText('shown'), sql('NULL')]);
    case 'modified_at':
      return column([sql("'time'"), sql("''"), valueOf(target)]);
    case 'id':
      return column([sql("'text'"), sql('d.id'), sql('NULL')]);
    case 'open':
    case 'won':
    case 'lost':
    case 'overdue':
      return column([sql("'flag'"), sql("''"), valueOf(target)]);
  }
}

function groupJoin(target: FactTarget, index: number): readonly Sql[] {
  if (target.kind !== 'field') return [];
  const name = `g${index}`;
  return [
    sql(
      `LEFT JOIN facts AS ${name} ON ${name}.number = d.number AND ${name}.field = ? AND ${name}.type <> 'alias'`,
      target.field,
    ),
  ];
}

function measureJoin(measured: FactTarget | undefined): readonly Sql[] {
  if (measured?.kind !== 'field') return [];
  return [
    sql(
      "JOIN facts AS m ON m.number = d.number AND m.field = ? AND m.part = 0 AND m.type IN ('number', 'money', 'day', 'time')",
      measured.field,
    ),
  ];
}

export function aggregateDocuments(
  connection: SqliteConnection,
  query: FactAggregate,
): readonly FactGroup[] {
  const { measured, groupBy } = query;
  const value = measured === undefined ? 'NULL' : measured.kind === 'field' ? 'm.num' : 'd.version';
  const currency = measured?.kind === 'field' ? 'm.currency' : 'NULL';
  const type = measured?.kind === 'field' ? 'm.type' : "'time'";
  const columns = joined(
    [
      ...groupBy.map(groupColumns),
      sql(
        `count(*) AS n, sum(${value}) AS total, min(${value}) AS least, max(${value}) AS most, ${currency} AS measured_currency, ${type} AS measured_type`,
      ),
    ],
    ', ',
  );
  const groups = groupBy.flatMap((_, index) => [`type${index}`, `text${index}`, `num${index}`]);
  const statement = joined(
    [
      sql('SELECT'),
      columns,
      sql('FROM documents AS d'),
      ...measureJoin(measured),
      ...groupBy.flatMap(groupJoin),
      sql('WHERE'),
      selected(query),
      sql(
        `GROUP BY ${[...groups, 'measured_currency', 'measured_type'].join(', ')} LIMIT ?`,
        mostGroups,
      ),
    ],
    ' ',
  );
  const rows = connection.all(statement.text, ...statement.values) as readonly GroupRow[];
  return rows.map((row) => groupFrom(row, groupBy.length, measured !== undefined));
}

function groupFrom(row: GroupRow, groups: number, isMeasured: boolean): FactGroup {
  return {
    group: Array.from({ length: groups }, (_, index) => groupValue(row, index)),
    count: numberOf(row['n']) ?? 0,
    sum: numberOf(row['total']),
    min: numberOf(row['least']),
    max: numberOf(row['most']),
    type: isMeasured ? typeOf(row['measured_type']) : undefined,
    currency: textOf(row['measured_currency']),
  };
}

function groupValue(row: GroupRow, index: number): GroupValue {
  const [text, number] = [textOf(row[`text${index}`]), numberOf(row[`num${index}`])];
  if (text === null || (text === '' && number === null)) {
    return { type: 'none', text: null, number: null };
  }
  return { type: typeOf(row[`type${index}`]) ?? 'text', text, number };
}

function typeOf(value: unknown): (typeof factTypes)[number] | undefined {
  return factTypes.find((type) => type === value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
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
