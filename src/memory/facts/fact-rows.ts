import { dayFrom, instantMs } from '../../kernel/iso-time.js';
import { type DocumentFacts, type Fact } from '../document-facts.js';
import { folded } from '../folded-text.js';

/** Where facts stand that are no field's: the account a record belongs to, and when it is due. */
export const accountField = ' account';
export const dueField = ' due';

const mostCompared = 500;

interface Value {
  readonly type: string;
  readonly shown: string;
  readonly num: number | null;
}

/**
 * One value of a field: `text` is folded for comparing, `shown` is for people, `num` orders numbers, times (epoch ms)
 * and days (their midnight in UTC). Part 0 is the value, or its first; the type `alias` is another name for it.
 */
export interface FactRow extends Value {
  readonly field: string;
  readonly part: number;
  readonly text: string;
  readonly currency: string | null;
}

/** What is kept of a document's facts for finding it by them. */
export function factRowsOf({ fields, account, due }: DocumentFacts): readonly FactRow[] {
  return [
    ...fields.flatMap((fact) => factRows(fact.field, valuesOf(fact), fact.currency)),
    ...(due === undefined ? [] : factRows(dueField, [timeValue(due)])),
    ...(account === undefined
      ? []
      : factRows(accountField, [textValue(account.name || account.id), alias(account.id)])),
  ];
}

function factRows(
  field: string,
  values: readonly Value[],
  currency: string | null = null,
): readonly FactRow[] {
  return values.map((value, part) => {
    const text = folded(value.shown).slice(0, mostCompared);
    return { ...value, field, part, text, currency };
  });
}

function valuesOf(fact: Fact): readonly Value[] {
  const { type, value, id, email } = fact;
  switch (type) {
    case 'number':
    case 'money':
    case 'flag':
      return [{ type, shown: String(value), num: Number(value) }];
    case 'day':
    case 'time':
      return [timeValue(String(value))];
    case 'list':
    case 'text':
      return [value].flat().map((item) => ({ type, shown: String(item), num: null }));
    case 'link':
    case 'user': {
      const aliases = [id, email].filter((each) => each !== undefined);
      return [{ type, shown: String(value), num: null }, ...aliases.map(alias)];
    }
  }
}

function textValue(shown: string): Value {
  return { type: 'text', shown, num: null };
}

function alias(shown: string): Value {
  return { type: 'alias', shown, num: null };
}

function timeValue(shown: string): Value {
  const day = dayFrom(shown);
  if (day !== undefined) return { type: 'day', shown, num: Date.parse(`${day}T00:00:00Z`) };
  return { type: 'time', shown, num: instantMs(shown) ?? null };
}
