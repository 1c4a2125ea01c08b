import { type FactTarget } from '../../fact-query.js';
import { overdue, type Sql, sql } from './fact-conditions.js';
import { accountField } from './fact-rows.js';

/** One value that sorts: a number, or a text. */
export function valueOf(target: FactTarget): Sql {
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
