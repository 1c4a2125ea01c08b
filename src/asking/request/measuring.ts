import { type FactFind } from '../../memory/fact-query.js';
import { type Measure } from '../answer/aggregates.js';
import { wrongQuestion } from '../wrong-question.js';
import { type AskedField, type AskedFields } from './asked-fields.js';

const mostOrders = 5;
const mostGroupings = 5;

/** How found records are sorted. @throws AppError `ask.wrong` */
export function orderFrom(given: unknown, fields: AskedFields): FactFind['orderBy'] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given) || given.length > mostOrders) {
    throw wrongQuestion(
      `order_by must be a list of at most ${mostOrders}: [{"field":"Amount","dir":"desc"}]`,
    );
  }
  return given.map((each: unknown, index) => {
    const { field, dir = 'asc' } = (each ?? {}) as {
      readonly field?: unknown;
      readonly dir?: unknown;
    };
    if (dir !== 'asc' && dir !== 'desc') {
      throw wrongQuestion(`order_by[${index}].dir must be asc or desc`);
    }
    const { target } = fields.named(field, `order_by[${index}].field`);
    return { target, descending: dir === 'desc' };
  });
}

const canBeAdded: ReadonlySet<string> = new Set(['number', 'money']);
const canBeOrdered: ReadonlySet<string> = new Set(['number', 'money', 'day', 'time']);

/** What is measured; nothing where records are counted. @throws AppError `ask.wrong` */
export function measuredField(
  measure: Measure,
  name: unknown,
  fields: AskedFields,
): AskedField | undefined {
  const isNamed = name !== undefined && name !== null;
  if (measure === 'count' && !isNamed) return undefined;
  const field = fields.named(name, 'field');
  if (measure === 'count') return field;
  const fit = measure === 'min' || measure === 'max' ? canBeOrdered : canBeAdded;
  if (fit.has(field.type) && holdsValues(field)) return withKnownCurrency(field, fields);
  const holds = fit === canBeAdded ? 'numbers' : 'numbers or dates';
  throw wrongQuestion(`field ${field.name} holds no ${holds}, which ${measure} needs`);
}

/** Amounts are told apart by their currency. */
function withKnownCurrency(field: AskedField, { showsCurrency }: AskedFields): AskedField {
  if (field.type !== 'money' || showsCurrency) return field;
  throw wrongQuestion(`field ${field.name} is money, whose currency is hidden from this token`);
}

function holdsValues({ target }: AskedField): boolean {
  return target.kind === 'field' || target.kind === 'modified_at';
}

/** @throws AppError `ask.wrong` */
export function groupingFrom(given: unknown, fields: AskedFields): readonly AskedField[] {
  if (given === undefined || given === null) return [];
  const names: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (names.length > mostGroupings)
    throw wrongQuestion(`group_by takes at most ${mostGroupings} fields`);
  return names.map((name, index) => fields.named(name, `group_by[${index}]`));
}
