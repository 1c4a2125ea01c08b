import { type FactTarget } from '../fact-query.js';
import { overdue } from './fact-conditions.js';
import { accountField } from './fact-rows.js';
import { joined, type Sql, sql } from './sql.js';

/** What sorts records by a value: tables beside the documents `d`, and the columns to order by. */
export interface FactOrder {
  readonly joins: readonly Sql[];
  readonly columns: readonly Sql[];
}

/** What has no value comes last, whichever the direction; numbers come before texts. */
export function orderBy(target: FactTarget, descending: boolean, index: number): FactOrder {
  const direction = descending ? ' DESC' : '';
  if (target.kind !== 'field') {
    const value = valueOf(target);
    const columns = [
      { ...value, text: `${value.text} IS NULL` },
      { ...value, text: `${value.text}${direction}` },
    ];
    return { joins: [], columns };
  }
  const name = `o${index}`;
  const columns = [
    `${name}.number IS NULL`,
    `${name}.num IS NULL${direction}`,
    `${name}.num${direction}`,
    `(CASE WHEN ${name}.num IS NULL THEN ${name}.text END)${direction}`,
  ];
  return {
    joins: [factJoin('LEFT JOIN', name, target.field)],
    columns: columns.map((each) => sql(each)),
  };
}

/** The first value of a field, as a table beside the documents `d`. */
export function factJoin(join: 'JOIN' | 'LEFT JOIN', name: string, field: string): Sql {
  return sql(
    `${join} facts AS ${name} ON ${name}.number = d.number AND ${name}.field = ? AND ${name}.part = 0`,
    field,
  );
}

/** One value that sorts, of what is no field. */
export function valueOf(target: Exclude<FactTarget, { readonly kind: 'field' }>): Sql {
  switch (target.kind) {
    case 'account':
      return accountText('text');
    case 'open':
    case 'won':
    case 'lost':
      return truthOf(sql('d.state = ?', target.kind));
    case 'overdue':
      return truthOf(overdue(target.now));
    case 'modified_at':
      return sql('nullif(d.version, 0)');
    case 'id':
      return sql('d.id');
  }
}

/** 1 or 0 of a record that can be over, else null. */
function truthOf(condition: Sql): Sql {
  return joined(
    [sql('(CASE WHEN d.state IS NULL THEN NULL WHEN'), condition, sql('THEN 1 ELSE 0 END)')],
    ' ',
  );
}

/** The name of the account that a record belongs to, its own or its parent's. */
export function accountText(column: 'text' | 'shown'): Sql {
  return sql(
    `coalesce(
      (SELECT f.${column} FROM facts AS f WHERE f.number = d.number AND f.field = ? AND f.part = 0),
      (SELECT f.${column} FROM documents AS p JOIN facts AS f ON f.number = p.number
        WHERE p.key = d.parent AND f.field = ? AND f.part = 0))`,
    accountField,
    accountField,
  );
}
