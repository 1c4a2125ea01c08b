import { lookupFrom, type CrmRecord } from '../../crm/crm-record.js';
import { type Field, type FieldKind, namedBeside } from '../kinds/parts/field.js';
import { type CrmModule } from '../../crm/modules.js';
import { isRecordId, recordKey } from '../../crm/record-ref.js';
import { isJsonObject, type JsonObject } from '../../kernel/json.js';
import { type Reading } from '../kinds/parts/reading.js';
import { compactJson } from './compact-json.js';
import { extraFieldLabel } from './field-label.js';
import { relatedRecord } from '../kinds/parts/named-record.js';
import { inlineText } from './plain-text.js';
import { timeText } from './time-text.js';

const maxListItems = 50;
const maxListLength = 2000;
const maxNameLength = 200;

/**
 * One line for a value of any type; undefined where it says nothing (null, empty, not JSON). Bounded, whatever the
 * value is.
 */
export function plainValueText(value: unknown, reading: Reading = {}): string | undefined {
  if (typeof value === 'string') {
    return filled(timeText(value, reading.timeZone) ?? inlineText(value));
  }
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' && value !== null ? objectText(value, reading) : undefined;
}

function objectText(value: object, reading: Reading): string | undefined {
  if (Array.isArray(value)) return listText(value, (item) => plainValueText(item, reading));
  if (isRow(value)) return rowText(value, undefined, reading);
  const text = lookupText(value, undefined);
  if (text !== undefined) return text;
  return Object.keys(value).length === 0 ? undefined : compactJson(value);
}

/** What Zoho keeps of a row, and nobody wrote into it. */
const unseenInRows: ReadonlySet<string> = new Set([
  ...['id', 'name', 'Parent_Id', 'Layout', 'Owner', 'Tag', 'Locked__s', 'Record_Status__s'],
  ...['Created_By', 'Created_Time', 'Modified_By', 'Modified_Time', 'Last_Activity_Time'],
]);

function seenIn(row: JsonObject): readonly string[] {
  return Object.keys(row).filter((name) => !name.startsWith('$') && !unseenInRows.has(name));
}

/** A row of a subform, or what links two records: it has an id, as a lookup has, but no name, and says more. */
export function isRow(value: unknown): value is JsonObject {
  if (!isJsonObject(value) || typeof value['id'] !== 'string') return false;
  return typeof value['name'] !== 'string' && seenIn(value).length > 0;
}

/** Whether the row does nothing but name a record. */
function isLink(row: JsonObject): boolean {
  const [only = '', ...others] = seenIn(row);
  return others.length === 0 && lookupFrom(row[only]) !== undefined;
}

/** Whether it is a list of rows that say more than which records are linked. */
export function hasRows(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.some((item) => isRow(item) && !isLink(item));
}

/**
 * `Product: Router (77); Qty: 3`, or the one record that it names. By its fields where they are known, by API name
 * otherwise: never in the order in which the CRM happened to send them.
 */
function rowText(
  row: JsonObject,
  rowFields: readonly Field[] | undefined,
  reading: Reading,
): string | undefined {
  const seen = seenIn(row);
  const fields =
    rowFields?.filter(({ api }) => seen.includes(api)) ??
    [...seen].sort().map((api): Field => ({ api, label: fieldLabel(api), kind: 'untyped' }));
  const texts = fields.map((field) => [field.label, valueText(field, row, reading)] as const);
  const shown = texts.filter(([, text]) => text !== undefined);
  if (isLink(row) && shown.length === 1) return shown[0]?.[1];
  // `; ` separates the facts, so it may not come from outside.
  return filled(
    shown.map(([label, text = '']) => `${label}: ${text.replaceAll(';', ',')}`).join('; '),
  );
}

/** A label made of an API name, which comes from outside. */
export function fieldLabel(api: string): string {
  return inlineText(extraFieldLabel(api), 100);
}

/** The rows of a field, one text each; those that say nothing are left out. */
export function rowTexts(
  rows: readonly unknown[],
  { rowFields, target }: Field,
  reading: Reading,
): readonly string[] {
  const module = typeof target === 'string' ? target : undefined;
  const texts = rows.slice(0, maxListItems).flatMap((row) => {
    if (!isRow(row)) return lookupText(row, module) ?? plainValueText(row, reading) ?? [];
    const [only = ''] = seenIn(row);
    const named = isLink(row) ? lookupText(row[only], module) : undefined;
    return named ?? rowText(row, rowFields, reading) ?? [];
  });
  const more = rows.length - maxListItems;
  return more > 0 && texts.length > 0 ? [...texts, `… and ${more} more`] : texts;
}

function filled(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** `Acme (Accounts/5)` where the module is known, `Acme (5)` where it isn't; undefined for what isn't a lookup. */
export function lookupText(
  value: unknown,
  target: CrmModule | undefined,
  maxLength = maxNameLength,
): string | undefined {
  const found = lookupFrom(value);
  if (found === undefined || !isRecordId(found.id)) return undefined;
  const key = target === undefined ? found.id : recordKey({ module: target, id: found.id });
  const name = inlineText(found.name ?? '', maxLength);
  return name === '' ? key : `${name} (${key})`;
}

function listText(
  values: readonly unknown[],
  itemText: (value: unknown) => string | undefined,
): string | undefined {
  const texts: string[] = [];
  let length = 0;
  for (const [index, value] of values.entries()) {
    if (index >= maxListItems || length > maxListLength) {
      texts.push(`… and ${values.length - index} more`);
      break;
    }
    const text = Array.isArray(value) ? compactJson(value) : itemText(value);
    if (text !== undefined) texts.push(text);
    length += text?.length ?? 0;
  }
  return filled(texts.join(', '));
}

/** A tag, a territory or a participant: known to people by name or address; its id says nothing to them. */
function listItemText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return plainValueText(value);
  const { name, Name, Email: email } = value as Readonly<Record<string, unknown>>;
  const known = [name ?? Name, email].filter((text) => typeof text === 'string');
  const [first, second] = known.map((text) => inlineText(text, maxNameLength)).filter(Boolean);
  if (first === undefined) return plainValueText(value);
  if (second === undefined || second === first) return first;
  // Cleaned again as a whole: the brackets are ours, and what is in them could make a record's key of them.
  return inlineText(`${first} (${second})`);
}

function durationText(value: unknown): string | undefined {
  const seconds = typeof value === 'string' ? Number(value.trim() || NaN) : value;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0) {
    return plainValueText(value);
  }
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const shown = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`);
  return shown.length === 0 ? '0 s' : shown.join(' ');
}

function moneyText(
  value: unknown,
  fields: CrmRecord['fields'],
  { currency: own }: Reading,
): string | undefined {
  const amount = plainValueText(value);
  const named = fields['Currency'];
  const currency = typeof named === 'string' && /^[A-Z]{3}$/.test(named) ? named : own;
  return amount === undefined || currency === undefined ? amount : `${amount} ${currency}`;
}

function booleanText(value: unknown): string | undefined {
  if (value === 'true') return 'yes';
  return value === 'false' ? 'no' : plainValueText(value);
}

/** Where a lookup points: always to one module, or to the one named beside it. */
export function targetOf(
  field: Field,
  value: unknown,
  { fields, reading }: Circumstances,
): CrmModule | undefined {
  if (field.target !== namedBeside) return field.target;
  return relatedRecord(fields, value, reading.modules)?.ref.module;
}

/** What a value is read with, besides its field. */
export interface Circumstances {
  readonly fields: CrmRecord['fields'];
  readonly reading: Reading;
}

type ValueText = (value: unknown, field: Field, circumstances: Circumstances) => string | undefined;

const valueTexts: Readonly<Record<FieldKind, ValueText>> = {
  text: literalText,
  choice: literalText,
  longText: literalText,
  number: literalText,
  money: (value, _field, { fields, reading }) => moneyText(value, fields, reading),
  date: readAsItLooks,
  dateTime: readAsItLooks,
  boolean: booleanText,
  lookup: (value, field, circumstances) =>
    lookupText(value, targetOf(field, value, circumstances)) ?? plainValueText(value),
  list: (value) => (Array.isArray(value) ? listText(value, listItemText) : plainValueText(value)),
  duration: durationText,
  untyped: readAsItLooks,
  rows: (value, field, { reading }) =>
    Array.isArray(value)
      ? filled(rowTexts(value, field, reading).join(', '))
      : plainValueText(value, reading),
};

function readAsItLooks(
  value: unknown,
  _field: Field,
  { reading }: Circumstances,
): string | undefined {
  return plainValueText(value, reading);
}

/** A text is what somebody typed: one that looks like a time isn't turned into another. */
function literalText(value: unknown): string | undefined {
  return typeof value === 'string' ? filled(inlineText(value)) : plainValueText(value);
}

/** The value of a field in one line, read by the field's kind; undefined where there is nothing to say. */
export function valueText(
  field: Field,
  fields: CrmRecord['fields'],
  reading: Reading = {},
): string | undefined {
  const value = Object.hasOwn(fields, field.api) ? fields[field.api] : undefined;
  return valueTexts[field.kind](value, field, { fields, reading });
}
