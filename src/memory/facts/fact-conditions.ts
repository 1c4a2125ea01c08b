import {
  type FactCondition,
  type FactSelection,
  type FactTarget,
  type FactTest,
  type Moment,
} from '../fact-query.js';
import { accountField, dueField } from './fact-rows.js';
import { joined, placesFor, type Sql, sql } from './sql.js';

/** The condition on a document `d` that it is one of the selected. */
export function selected({ module, apis, where }: FactSelection): Sql {
  const ofApis = apis === undefined ? [] : [sql(`d.api IN (${placesFor(apis)})`, ...apis)];
  return joined([sql('d.module = ?', module), ...ofApis, ...where.map(condition)], ' AND ');
}

function condition({ target, tests, negated }: FactCondition): Sql {
  const any = joined(
    tests.map((test) => holds(target, test)),
    ' OR ',
  );
  return { ...any, text: `${negated ? 'NOT ' : ''}(${any.text})` };
}

function holds(target: FactTarget, test: FactTest): Sql {
  switch (target.kind) {
    case 'field':
      return fieldHolds('d.number', target.field, test);
    case 'account':
      return joined([fieldHolds('d.number', accountField, test), throughParent(test)], ' OR ');
    case 'open':
    case 'won':
    case 'lost':
      return flagHolds(sql('d.state = ?', target.kind), test);
    case 'overdue':
      return flagHolds(overdue(target.now), test);
    case 'modified_at':
      return columnHolds("'time'", 'd.version', test);
    case 'id':
      return textHolds('lower(d.id)', test);
  }
}

/** What is about a deal or a contact belongs to the account of that. */
function throughParent(test: FactTest): Sql {
  const inner = rowHolds(test);
  return sql(
    `EXISTS (SELECT 1 FROM documents AS p JOIN facts AS f ON f.number = p.number
      WHERE p.key = d.parent AND f.field = ? AND (${inner.text}))`,
    accountField,
    ...inner.values,
  );
}

function fieldHolds(number: string, field: string, test: FactTest): Sql {
  const inner = rowHolds(test);
  return sql(
    `EXISTS (SELECT 1 FROM facts AS f WHERE f.number = ${number} AND f.field = ? AND (${inner.text}))`,
    field,
    ...inner.values,
  );
}

/** The same truth for a state, which is true or false of every record that can be over. */
function flagHolds(state: Sql, test: FactTest): Sql {
  if (test.kind === 'filled') return sql('d.state IS NOT NULL');
  const wanted = test.kind === 'numbers' && test.numbers.includes(1);
  const isTrue = `(d.state IS NOT NULL AND (${state.text})${wanted ? '' : ' IS NOT TRUE'})`;
  return sql(isTrue, ...state.values);
}

export function overdue(now: Moment): Sql {
  return sql(
    `d.state = 'open' AND EXISTS (SELECT 1 FROM facts AS f WHERE f.number = d.number AND f.field = ?
      AND ((f.type = 'day' AND f.num < ?) OR (f.type = 'time' AND f.num < ?)))`,
    dueField,
    now.dayMs,
    now.ms,
  );
}

function rowHolds(test: FactTest): Sql {
  return isOfText(test) ? textHolds('f.text', test) : columnHolds('f.type', 'f.num', test);
}

type TextTest = Extract<FactTest, { readonly texts: readonly string[] }>;

function isOfText(test: FactTest): test is TextTest {
  return 'texts' in test;
}

function textHolds(column: string, test: FactTest): Sql {
  if (!isOfText(test)) return sql(test.kind === 'filled' ? 'TRUE' : 'FALSE');
  switch (test.kind) {
    case 'equals':
      return sql(`${column} IN (${placesFor(test.texts)})`, ...test.texts);
    case 'contains':
      return anyOf(test.texts.map((text) => like(column, `%${literal(text)}%`)));
    case 'starts_with':
      return anyOf(test.texts.map((text) => like(column, `${literal(text)}%`)));
  }
}

/** Both sides are folded: it makes no difference that SQLite ignores the case of ASCII here. */
function like(column: string, pattern: string): Sql {
  return sql(`${column} LIKE ? ESCAPE '!'`, pattern);
}

function literal(text: string): string {
  return text.replace(/[!%_]/g, '!$&');
}

function anyOf(parts: readonly Sql[]): Sql {
  return joined(parts, ' OR ');
}

function columnHolds(type: string, column: string, test: FactTest): Sql {
  if (isOfText(test)) return sql('FALSE');
  switch (test.kind) {
    case 'numbers':
      return sql(`${column} IN (${placesFor(test.numbers)})`, ...test.numbers);
    case 'range':
      return between(column, test);
    case 'period':
      return anyOf([
        within(sql(`${type} = 'day'`), column, test.from?.dayMs, test.before?.dayMs),
        within(sql(`${type} = 'time'`), column, test.from?.ms, test.before?.ms),
      ]);
    case 'filled':
      return sql('TRUE');
  }
}

function between(
  column: string,
  { from, to, exclusive }: Extract<FactTest, { readonly kind: 'range' }>,
): Sql {
  const or = exclusive ? '' : '=';
  const bounds = [
    ...(from === undefined ? [] : [sql(`${column} >${or} ?`, from)]),
    ...(to === undefined ? [] : [sql(`${column} <${or} ?`, to)]),
  ];
  return joined([sql(`${column} IS NOT NULL`), ...bounds], ' AND ');
}

function within(type: Sql, column: string, from?: number, before?: number): Sql {
  return joined(
    [
      type,
      ...(from === undefined ? [] : [sql(`${column} >= ?`, from)]),
      ...(before === undefined ? [] : [sql(`${column} < ?`, before)]),
    ],
    ' AND ',
  );
}
