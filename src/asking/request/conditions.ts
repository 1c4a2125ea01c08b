import { dayFrom, instantMs } from '../../kernel/iso-time.js';
import { lineText } from '../../documents/text/plain-text.js';
import { isJsonObject } from '../../kernel/json.js';
import { type FactType } from '../../memory/document-facts.js';
import { type FactCondition, type FactTest } from '../../memory/fact-query.js';
import { folded } from '../../memory/folded-text.js';
import { wrongQuestion } from '../wrong-question.js';
import { type AskedField, type AskedFields } from './asked-fields.js';
import { type Calendar, type Period, periodNamed, periodWords } from './calendar.js';

const operators = [
  ...(['=', '!=', '<', '<=', '>', '>=', 'in'] as const),
  ...(['contains', 'starts_with', 'is_empty', 'within'] as const),
];

type Operator = (typeof operators)[number];

/** What conditions are read with. */
export interface ConditionContext {
  readonly fields: AskedFields;
  readonly calendar: Calendar;
  readonly nowMs: number;
}

/** The part of time that a comparison with a period leaves. */
const comparisons: Partial<Record<Operator, (period: Period) => Partial<Period>>> = {
  '<': ({ from }) => ({ before: from }),
  '<=': ({ before }) => ({ before }),
  '>': ({ before }) => ({ from: before }),
  '>=': ({ from }) => ({ from }),
};

const mostConditions = 20;
const mostValues = 200;

/** The conditions of a question, all of which must hold. @throws AppError `ask.wrong` saying what would do */
export function conditionsFrom(
  where: unknown,
  context: ConditionContext,
): readonly FactCondition[] {
  if (where === undefined || where === null) return [];
  if (!Array.isArray(where) || where.length > mostConditions) {
    throw wrongQuestion(
      `where must be a list of at most ${mostConditions} conditions: [{"field":"Stage","op":"=","value":"Negotiation"}]`,
    );
  }
  return where.map((each: unknown, index) => new Reading(`where[${index}]`, context).of(each));
}

/** One condition as it is read; its place is named in what is said of it. */
class Reading {
  constructor(
    private readonly place: string,
    private readonly context: ConditionContext,
  ) {}

  of(given: unknown): FactCondition {
    if (!isJsonObject(given)) {
      throw this.#wrong('must be {"field", "op", "value"}');
    }
    const unknown = Object.keys(given).find((name) => !['field', 'op', 'value'].includes(name));
    if (unknown !== undefined)
      throw this.#wrong(`knows field, op and value, not ${unknown.slice(0, 40)}`);
    const field = this.context.fields.named(given['field'], `${this.place}.field`);
    const op = operators.find((each) => each === (given['op'] ?? '='));
    if (op === undefined) throw this.#wrong(`op must be one of ${operators.join(' ')}`);
    const isNull = given['value'] === null || given['value'] === undefined;
    if (op === 'is_empty') return this.#empty(field, given['value'] ?? true);
    if (isNull && (op === '=' || op === '!=')) return this.#empty(field, op === '=');
    const tests = this.#tests(field, op, given['value']);
    return { target: field.target, tests, negated: op === '!=' };
  }

  #empty({ target }: AskedField, value: unknown): FactCondition {
    const isEmpty = flagFrom(value);
    if (isEmpty === undefined) throw this.#wrong('value of is_empty must be true or false');
    return { target, tests: [{ kind: 'filled' }], negated: isEmpty };
  }

  #tests(field: AskedField, op: Operator, value: unknown): readonly FactTest[] {
    if (op !== 'in') return [this.#test(field, op, value)];
    const values = typeof value === 'string' ? value.split(',') : value;
    if (!Array.isArray(values) || values.length === 0 || values.length > mostValues) {
      throw this.#wrong(`value of in must be a list of 1 to ${mostValues} values`);
    }
    return values.map((each: unknown) =>
      this.#test(field, '=', typeof each === 'string' ? each.trim() : each),
    );
  }

  #test(field: AskedField, op: Operator, value: unknown): FactTest {
    switch (field.type) {
      case 'number':
      case 'money':
        return this.#numberTest(field, op, value);
      case 'day':
      case 'time':
        return this.#periodTest(field, op, value);
      case 'flag':
        return this.#flagTest(field, op, value);
      case 'text':
      case 'link':
      case 'user':
      case 'list':
        return this.#textTest(field, op, value);
    }
  }

  #textTest(field: AskedField, op: Operator, value: unknown): FactTest {
    const isShort = ['string', 'number', 'boolean'].includes(typeof value);
    if (!isShort) throw this.#wrong('value must be a text');
    // As facts are made: what somebody copied out of the CRM finds its record.
    const text = folded(lineText(String(value)));
    if (op === '=' || op === '!=') return { kind: 'equals', texts: [text] };
    if (op !== 'contains' && op !== 'starts_with') {
      throw this.#unfit(field, op, ['=', '!=', 'in', 'contains', 'starts_with', 'is_empty']);
    }
    if (text === '') throw this.#wrong(`value of ${op} must hold something to look for`);
    return { kind: op, texts: [text] };
  }

  #numberTest(field: AskedField, op: Operator, value: unknown): FactTest {
    const isComparable = ['=', '!=', '<', '<=', '>', '>='].includes(op);
    if (!isComparable)
      throw this.#unfit(field, op, ['=', '!=', '<', '<=', '>', '>=', 'in', 'is_empty']);
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) {
      throw this.#wrong(`value must be a number, since ${field.name} holds numbers`);
    }
    const exclusive = op === '<' || op === '>';
    if (op === '=' || op === '!=') return { kind: 'numbers', numbers: [number] };
    return op.startsWith('<')
      ? { kind: 'range', to: number, exclusive }
      : { kind: 'range', from: number, exclusive };
  }

  #flagTest(field: AskedField, op: Operator, value: unknown): FactTest {
    if (op !== '=' && op !== '!=') throw this.#unfit(field, op, ['=', '!=', 'is_empty']);
    const flag = flagFrom(value);
    if (flag === undefined)
      throw this.#wrong(`value must be true or false, since ${field.name} is`);
    return { kind: 'numbers', numbers: [flag ? 1 : 0] };
  }

  #periodTest(field: AskedField, op: Operator, value: unknown): FactTest {
    if (op === 'contains' || op === 'starts_with') {
      throw this.#unfit(field, op, ['=', '!=', '<', '<=', '>', '>=', 'in', 'within', 'is_empty']);
    }
    const { from, before } = op === 'within' ? this.#named(value) : this.#period(field, value);
    const bounds = comparisons[op]?.({ from, before }) ?? { from, before };
    return { kind: 'period', ...bounds };
  }

  #named(value: unknown): Period {
    const { calendar, nowMs } = this.context;
    const period = typeof value === 'string' ? periodNamed(value, nowMs, calendar) : undefined;
    if (period === undefined) throw this.#wrong(`value of within must be one of ${periodWords}`);
    return period;
  }

  /** A day is the whole of it, a time is that moment. */
  #period(field: AskedField, value: unknown): Period {
    const { calendar, nowMs } = this.context;
    const day = dayFrom(value);
    if (day !== undefined) return calendar.days(Date.parse(`${day}T00:00:00Z`), 1);
    const ms = instantMs(value);
    if (ms !== undefined) {
      const { dayMs } = calendar.momentOf(ms);
      const next = dayMs + 86_400_000;
      return { from: { dayMs, ms }, before: { dayMs: next, ms: ms + 1 } };
    }
    const named = typeof value === 'string' ? periodNamed(value, nowMs, calendar) : undefined;
    if (named !== undefined) return named;
    throw this.#wrong(
      `value must be a day of the calendar (2026-05-14) or a time with its offset (2026-05-14T10:00:00Z), since ${field.name} holds ${field.type === 'day' ? 'days' : 'times'}`,
    );
  }

  #unfit(field: AskedField, op: Operator, fit: readonly Operator[]): Error {
    return this.#wrong(
      `op ${op} doesn't fit ${field.name}, which is a ${nouns[field.type]}: use ${fit.join(' ')}`,
    );
  }

  #wrong(what: string): Error {
    return wrongQuestion(`${this.place} ${what}`);
  }
}

const nouns: Readonly<Record<FactType, string>> = {
  text: 'text',
  number: 'number',
  money: 'number',
  day: 'date',
  time: 'time',
  flag: 'truth',
  link: 'record by name or id',
  user: 'person by name, id or e-mail',
  list: 'list of texts',
};

function flagFrom(value: unknown): boolean | undefined {
  if (value === true || value === 'true' || value === 'yes') return true;
  return value === false || value === 'false' || value === 'no' ? false : undefined;
}
