import { lookupFrom, type CrmRecord } from '../../crm/crm-record.js';
import { type Field, type FieldKind, namedBeside } from '../kinds/field.js';
import { type CrmModule } from '../../crm/modules.js';
import { isRecordId, recordKey } from '../../crm/record-ref.js';
import { compactJson } from './compact-json.js';
import { relatedRecord } from '../kinds/named-record.js';
import { inlineText } from './plain-text.js';
import { timeText } from './time-text.js';

const maxListItems = 50;
const maxListLength = 2000;
const maxNameLength = 200;

/**
 * One line for a value of any type; undefined where it says nothing (null, empty, not JSON). Bounded, whatever the
 * value is.
 */
export function plainValueText(value: unknown, timeZone?: string): string | undefined {
  if (typeof value === 'string') return filled(timeText(value, timeZone) ?? inlineText(value));
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' && value !== null ? objectText(value, timeZone) : undefined;
}

function objectText(value: object, timeZone: string | undefined): string | undefined {
  if (Array.isArray(value)) return listText(value, (item) => plainValueText(item, timeZone));
  const text = lookupText(value, undefined);
  if (text !== undefined) return text;
  return Object.keys(value).length === 0 ? undefined : compactJson(value);
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

function moneyText(value: unknown, fields: CrmRecord['fields']): string | undefined {
  const amount = plainValueText(value);
  const currency = fields['Currency'];
  const isCode = typeof currency === 'string' && /^[A-Z]{3}$/.test(currency);
  return amount !== undefined && isCode ? `${amount} ${currency}` : amount;
}

function booleanText(value: unknown): string | undefined {
  if (value === 'true') return 'yes';
  return value === 'false' ? 'no' : plainValueText(value);
}

/** Where a lookup points: always to one module, or to the one named beside it. */
function targetOf(
  field: Field,
  value: unknown,
  fields: CrmRecord['fields'],
): CrmModule | undefined {
  if (field.target !== namedBeside) return field.target;
  return relatedRecord(fields, value)?.ref.module;
}

type ValueText = (
  value: unknown,
  field: Field,
  fields: CrmRecord['fields'],
  timeZone: string | undefined,
) => string | undefined;

const valueTexts: Readonly<Record<FieldKind, ValueText>> = {
  text: literalText,
  longText: literalText,
  number: literalText,
  money: (value, _field, fields) => moneyText(value, fields),
  date: (value, _field, _fields, timeZone) => plainValueText(value, timeZone),
  dateTime: (value, _field, _fields, timeZone) => plainValueText(value, timeZone),
  boolean: booleanText,
  lookup: (value, field, fields) =>
    lookupText(value, targetOf(field, value, fields)) ?? plainValueText(value),
  list: (value) => (Array.isArray(value) ? listText(value, listItemText) : plainValueText(value)),
  duration: durationText,
};

/** A text is what somebody typed: one that looks like a time isn't turned into another. */
function literalText(value: unknown): string | undefined {
  return typeof value === 'string' ? filled(inlineText(value)) : plainValueText(value);
}

/** The value of a field in one line, read by the field's kind; undefined where there is nothing to say. */
export function valueText(
  field: Field,
  fields: CrmRecord['fields'],
  timeZone?: string,
): string | undefined {
  return valueTexts[field.kind](fields[field.api], field, fields, timeZone);
}
