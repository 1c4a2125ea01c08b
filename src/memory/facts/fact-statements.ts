import { type FactFind, type FactRelated } from '../fact-query.js';
import { selected } from './fact-conditions.js';
import { orderBy } from './fact-values.js';
import { joined, placesFor, type Sql, sql } from './sql.js';

/** The documents `d` that were asked for, in order, with these columns of theirs. */
export function findStatement(columns: string, query: FactFind): Sql {
  const orders = query.orderBy.map(({ target, descending }, index) =>
    orderBy(target, descending, index),
  );
  const order = [...orders.flatMap((each) => each.columns), sql('d.module'), sql('d.id')];
  return joined(
    [
      sql(`SELECT ${columns} FROM documents AS d`),
      ...orders.flatMap(({ joins }) => joins),
      sql('WHERE'),
      selected(query),
      sql('ORDER BY'),
      joined(order, ', '),
      sql('LIMIT ? OFFSET ?', query.limit, query.offset),
    ],
    ' ',
  );
}

/** What names the record, and for an account also what names its deals and contacts; the latest first. */
export function relatedStatement(columns: string, { key, deep, modules, limit }: FactRelated): Sql {
  const direct = sql('d.number IN (SELECT number FROM links WHERE target = ?)', key);
  const further = sql(
    `d.number IN (SELECT l.number FROM links AS n JOIN documents AS p ON p.number = n.number
      JOIN links AS l ON l.target = p.key WHERE n.target = ? AND p.module IN ('Deals', 'Contacts')
      AND d.parent = p.key)`,
    key,
  );
  const only =
    modules === undefined ? [] : [sql(`d.module IN (${placesFor(modules)})`, ...modules)];
  const any = joined(deep ? [direct, further] : [direct], ' OR ');
  return joined(
    [
      sql(`SELECT ${columns} FROM documents AS d WHERE d.key <> ? AND`, key),
      joined([{ ...any, text: `(${any.text})` }, ...only], ' AND '),
      sql('ORDER BY d.version DESC, d.key LIMIT ?', limit),
    ],
    ' ',
  );
}
