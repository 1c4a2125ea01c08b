import { lookupFrom } from '../../crm/crm-record.js';
import { isRecordId } from '../../crm/record-ref.js';
import { dayFrom, instantMs, isoTime } from '../../kernel/iso-time.js';
import { isJsonObject, jsonObject } from '../../kernel/json.js';
import { type Fact } from '../../memory/document-facts.js';
import { type Field, type FieldKind } from '../kinds/parts/field.js';
import { numberIn } from '../kinds/parts/record-state.js';
import { lineText } from '../text/plain-text.js';
import { type Circumstances, isRow, rowTexts, targetOf } from '../text/value-text.js';

/** What a value is, without the field that it is of. */
export type FactContent = Pick<
  Fact,
  'type' | 'value' | 'currency' | 'unit' | 'id' | 'module' | 'email'
>;

type ReadFact = (
  value: unknown,
  field: Field,
  circumstances: Circumstances,
) => FactContent | undefined;

const mostItems = 50;

/** Lookups to people of the organisation itself, also where their address isn't told. */
const userFields: ReadonlySet<string> = new Set(['Owner', 'Created_By', 'Modified_By']);

function text(value: unknown): FactContent | undefined {
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return flag(value);
  const line = typeof value === 'string' ? lineText(value) : '';
  return line === '' ? undefined : { type: 'text', value: line };
}

function number(value: unknown): FactContent | undefined {
  const read = numberIn(value);
  if (read === undefined || !Number.isFinite(read)) return undefined;
  return { type: 'number', value: read };
}

function money(
  value: unknown,
  _field: Field,
  { fields, reading: { currency } }: Circumstances,
): FactContent | undefined {
  const read = number(value);
  if (read === undefined) return undefined;
  const named = fields['Currency'];
  const code = typeof named === 'string' && /^[A-Z]{3}$/.test(named) ? named : currency;
  return { ...read, type: 'money', ...(code === undefined ? {} : { currency: code }) };
}

function time(value: unknown): FactContent | undefined {
  const day = dayFrom(value);
  if (day !== undefined) return { type: 'day', value: day };
  const ms = instantMs(value);
  return ms === undefined ? undefined : { type: 'time', value: isoTime(ms) };
}

function flag(value: unknown): FactContent | undefined {
  if (value === true || value === 'true') return { type: 'flag', value: true };
  return value === false || value === 'false' ? { type: 'flag', value: false } : undefined;
}

function link(value: unknown, field: Field, circumstances: Circumstances): FactContent | undefined {
  const found = lookupFrom(value);
  if (found === undefined || !isRecordId(found.id)) return text(value);
  const named = lineText(found.name ?? '', 200);
  const shared = { value: named === '' ? found.id : named, id: found.id };
  const module = targetOf(field, value, circumstances);
  if (module !== undefined) return { type: 'link', ...shared, module };
  const email = emailOf(value);
  const isUser = email !== undefined || userFields.has(field.api);
  return { type: isUser ? 'user' : 'link', ...shared, ...(email === undefined ? {} : { email }) };
}

function emailOf(value: unknown): string | undefined {
  const { email } = jsonObject(value);
  return typeof email === 'string' && email !== '' ? lineText(email, 200) : undefined;
}

/** A tag, a territory or a participant is known by its name. */
function itemText(value: unknown): string {
  if (typeof value === 'string') return lineText(value, 200);
  if (typeof value === 'number') return String(value);
  if (!isJsonObject(value)) return '';
  const known = [value['name'], value['Name'], value['Email']];
  const name = known.find((each) => typeof each === 'string');
  return name === undefined ? '' : lineText(name, 200);
}

function list(value: unknown): FactContent | undefined {
  if (!Array.isArray(value)) return text(value);
  const items = value.slice(0, mostItems).map(itemText).filter(Boolean);
  return items.length === 0 ? undefined : { type: 'list', value: [...new Set(items)] };
}

function duration(value: unknown): FactContent | undefined {
  const read = number(value);
  return read === undefined ? text(value) : { ...read, unit: 's' };
}

const readings: Readonly<Record<FieldKind, ReadFact>> = {
  text,
  longText: text,
  number: (value) => number(value) ?? text(value),
  money,
  date: (value) => time(value) ?? text(value),
  dateTime: (value) => time(value) ?? text(value),
  boolean: (value) => flag(value) ?? text(value),
  lookup: link,
  list,
  duration,
  choice: text,
  untyped,
  rows,
};

/** Of a field that nobody described: what its value looks like. */
function untyped(
  value: unknown,
  field: Field,
  circumstances: Circumstances,
): FactContent | undefined {
  if (Array.isArray(value)) return rows(value, field, circumstances);
  if (typeof value === 'string') return time(value) ?? text(value);
  return isJsonObject(value) ? link(value, field, circumstances) : text(value);
}

/** Rows of a subform by what each says; records that are linked, by name. */
function rows(value: unknown, field: Field, { reading }: Circumstances): FactContent | undefined {
  if (!Array.isArray(value) || !value.some(isRow)) return list(value);
  const items = rowTexts(value, field, reading);
  return items.length === 0 ? undefined : { type: 'list', value: [...new Set(items)] };
}

/** The value of a field of a known kind; undefined where there is none. */
export function factContent(field: Field, circumstances: Circumstances): FactContent | undefined {
  return readings[field.kind](circumstances.fields[field.api], field, circumstances);
}
