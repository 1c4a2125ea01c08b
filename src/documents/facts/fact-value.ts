import { type CrmRecord, lookupFrom } from '../../crm/crm-record.js';
import { type CrmModule } from '../../crm/modules.js';
import { isRecordId } from '../../crm/record-ref.js';
import { dayFrom, instantMs, isoTime } from '../../kernel/iso-time.js';
import { isJsonObject, jsonObject } from '../../kernel/json.js';
import { type Fact } from '../../memory/document-facts.js';
import { type Field, type FieldKind, namedBeside } from '../kinds/field.js';
import { relatedRecord } from '../kinds/named-record.js';
import { numberIn } from '../kinds/record-state.js';
import { inlineText } from '../text/plain-text.js';

/** What a value is, without the field that it is of. */
export type FactContent = Pick<
  Fact,
  'type' | 'value' | 'currency' | 'unit' | 'id' | 'module' | 'email'
>;

interface Circumstances {
  readonly fields: CrmRecord['fields'];
  /** The organisation's own currency, for money of records that name none. */
  readonly currency: string | undefined;
}

type Reading = (
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
  const line = typeof value === 'string' ? inlineText(value) : '';
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
  { fields, currency }: Circumstances,
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

function link(value: unknown, field: Field, { fields }: Circumstances): FactContent | undefined {
  const found = lookupFrom(value);
  if (found === undefined || !isRecordId(found.id)) return text(value);
  const named = inlineText(found.name ?? '', 200);
  const shared = { value: named === '' ? found.id : named, id: found.id };
  const module = targetOf(field, value, fields);
  if (module !== undefined) return { type: 'link', ...shared, module };
  const email = emailOf(value);
  const isUser = email !== undefined || userFields.has(field.api);
  return { type: isUser ? 'user' : 'link', ...shared, ...(email === undefined ? {} : { email }) };
}

function emailOf(value: unknown): string | undefined {
  const { email } = jsonObject(value);
  return typeof email === 'string' && email !== '' ? inlineText(email, 200) : undefined;
}

function targetOf(
  field: Field,
  value: unknown,
  fields: CrmRecord['fields'],
): CrmModule | undefined {
  if (field.target !== namedBeside) return field.target;
  return relatedRecord(fields, value)?.ref.module;
}

/** A tag, a territory or a participant is known by its name. */
function itemText(value: unknown): string {
  if (typeof value === 'string') return inlineText(value, 200);
  if (typeof value === 'number') return String(value);
  if (!isJsonObject(value)) return '';
  const known = [value['name'], value['Name'], value['Email']];
  const name = known.find((each) => typeof each === 'string');
  return name === undefined ? '' : inlineText(name, 200);
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

const readings: Readonly<Record<FieldKind, Reading>> = {
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
};

/** The value of a field of a known kind; undefined where there is none. */
export function factContent(field: Field, circumstances: Circumstances): FactContent | undefined {
  return readings[field.kind](circumstances.fields[field.api], field, circumstances);
}

/** The same of a field that nobody described: what its value looks like. */
export function untypedContent(
  field: Field,
  circumstances: Circumstances,
): FactContent | undefined {
  const value = circumstances.fields[field.api];
  if (Array.isArray(value)) return list(value);
  if (typeof value === 'string') return time(value) ?? text(value);
  return isJsonObject(value) ? link(value, field, circumstances) : text(value);
}
