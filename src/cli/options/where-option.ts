import { UsageError } from '../usage-error.js';

/** A condition as questions have it. */
export interface GivenCondition {
  readonly field: string;
  readonly op: string;
  readonly value: string | boolean;
}

const pattern =
  /^\s*(.+?)\s*(?:(!=|<=|>=|=|<|>)|\s(in|contains|starts_with|is_empty|within)(?:\s|$))\s*(.*?)\s*$/;

/** `Stage = Negotiation`, `Closing date within this month`, `Amount is_empty`. @throws UsageError */
export function conditionFrom(text: string): GivenCondition {
  const [, field = '', sign, word, value = ''] = pattern.exec(text) ?? [];
  const op = sign ?? word;
  if (op === undefined) {
    throw new UsageError(`Not a condition: ${text}. Write --where "Stage = Negotiation".`);
  }
  return { field, op, value: op === 'is_empty' && value === '' ? true : value };
}

/** For commander: each `--where` is one more. */
export function conditionsSoFar(
  text: string,
  before: readonly GivenCondition[] = [],
): GivenCondition[] {
  return [...before, conditionFrom(text)];
}

/** `-Amount` sorts the greatest first. */
export function givenOrder(texts: readonly string[] = []): readonly object[] {
  return texts.map((text) =>
    text.startsWith('-') ? { field: text.slice(1), dir: 'desc' } : { field: text, dir: 'asc' },
  );
}
