import { isRecordId } from '../../crm/record-ref.js';
import { isJsonObject, type JsonObject } from '../../kernel/json.js';
import { wrongQuestion } from '../wrong-question.js';

/** What each way of asking knows; anything else is told: a misspelt filter must not mean everything. */
const known = {
  search: ['query', 'modules', 'limit', 'max_age', 'documents'],
  find: ['module', 'where', 'order_by', 'limit', 'cursor', 'max_age'],
  aggregate: ['module', 'measure', 'field', 'group_by', 'where'],
  record: ['module', 'id', 'max_age', 'live'],
  related: ['module', 'id', 'modules', 'limit', 'max_age'],
  status: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The question as an object of known names. @throws AppError `ask.wrong` */
export function questionFrom(way: keyof typeof known, given: unknown): JsonObject {
  if (!isJsonObject(given)) throw wrongQuestion('the question must be a JSON object');
  const names: readonly string[] = known[way];
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return given;
  const use = names.length === 0 ? 'there is nothing to choose' : `use ${names.join(', ')}`;
  throw wrongQuestion(`${unknown.slice(0, 40)} is not known: ${use}`);
}

/** @throws AppError `ask.wrong` */
export function wholeFrom(
  name: string,
  value: unknown,
  { least, most, usual }: { readonly least: number; readonly most: number; readonly usual: number },
): number {
  if (value === undefined || value === null || value === '') return usual;
  const isText = typeof value === 'string' && /^\d{1,9}$/.test(value);
  const number = isText ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) {
    return number;
  }
  throw wrongQuestion(`${name} must be a whole number from ${least} to ${most}`);
}

const aYear = 366 * 86_400;

/** In ms; undefined where any age will do. @throws AppError `ask.wrong` */
export function maxAgeFrom(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const seconds = wholeFrom('max_age', value, { least: 0, most: aYear, usual: aYear });
  return seconds * 1000;
}

/** @throws AppError `ask.wrong` */
export function flagAsked(name: string, value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw wrongQuestion(`${name} must be true or false`);
}

/** @throws AppError `ask.wrong` */
export function recordIdFrom(id: unknown): string {
  if (isRecordId(id)) return id;
  throw wrongQuestion('id must be 1 to 64 letters, digits, `_` or `-`');
}
