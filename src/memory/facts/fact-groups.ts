import { factTypes } from '../document-facts.js';
import {
  type FactAggregate,
  type FactGroup,
  type FactTarget,
  type GroupValue,
} from '../fact-query.js';
import { selected } from './fact-conditions.js';
import { accountText, factJoin, valueOf } from './fact-values.js';
import { joined, type Sql, sql } from './sql.js';

/** One more than are ever answered, so that too many can be told. */
const mostGroups = 1001;

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
  const ofNumbers = sql("AND m.type IN ('number', 'money', 'day', 'time')");
  return [factJoin('JOIN', 'm', measured.field), ofNumbers];
}

/** Counts, sums and extremes of the measured value, and what they are of. */
function measureColumns(measured: FactTarget | undefined): Sql {
  const nothing = 'CAST(NULL AS REAL)';
  const value =
    measured === undefined ? nothing : measured.kind === 'field' ? 'm.num' : 'd.version';
  const [currency, type] =
    measured?.kind === 'field' ? ['m.currency', 'm.type'] : ['NULL', "'time'"];
  return sql(
    `count(*) AS n, sum(${value}) AS total, min(${value}) AS least, max(${value}) AS most, ${currency} AS measured_currency, ${type} AS measured_type`,
  );
}

/** Groups of records; `groupsFrom` reads the rows. */
export function aggregateStatement(query: FactAggregate): Sql {
  const { measured, groupBy } = query;
  const names = groupBy.flatMap((_, index) => [`type${index}`, `text${index}`, `num${index}`]);
  const groups = [...names, 'measured_currency', 'measured_type'];
  return joined(
    [
      sql('SELECT'),
      joined([...groupBy.map(groupColumns), measureColumns(measured)], ', '),
      sql('FROM documents AS d'),
      ...measureJoin(measured),
      ...groupBy.flatMap(groupJoin),
      sql('WHERE'),
      selected(query),
      sql(`GROUP BY ${groups.join(', ')}`),
      sql(`ORDER BY ${groups.map((name) => `${name} NULLS FIRST`).join(', ')} LIMIT ?`, mostGroups),
    ],
    ' ',
  );
}

/** Rows of `aggregateStatement`. */
export function groupsFrom(rows: readonly unknown[], query: FactAggregate): readonly FactGroup[] {
  const { measured, groupBy } = query;
  return (rows as readonly GroupRow[]).map((row) =>
    groupFrom(row, groupBy.length, measured !== undefined),
  );
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
