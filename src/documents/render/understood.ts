import { type CrmRecord } from '../../crm/crm-record.js';
import { type Field } from '../kinds/parts/field.js';
import { isUnsteady } from '../kinds/generic.js';
import { type Kind, type RecordFields } from '../kinds/parts/kind.js';
import { plainTextOf } from '../rich-text/rich-text.js';
import { fieldLabel } from '../text/value-text.js';

/** The fields of a record that its document shows, in their order; where nobody knows them, by API name. */
export function shownFields(kind: Kind, fields: RecordFields): readonly Field[] {
  if (kind.takesAll !== 'shown') return kind.fields;
  const hidden = [...(kind.leftOut ?? []), ...kind.fields.map(({ api }) => api)];
  const others = Object.keys(fields).filter((api) => !isUnsteady(api) && !hidden.includes(api));
  const found = others
    .sort()
    .map((api): Field => ({ api, label: fieldLabel(api), kind: 'untyped' }));
  return [...kind.fields, ...found];
}

/**
 * The record as people understand it: fields that mean something by others are read by them, and long texts, and those of
 * the organisation's own fields, are what a person reads in them, without markup. What is left out is gone.
 */
export function asUnderstood(record: CrmRecord, kind: Kind): CrmRecord {
  const whole = kind.understood?.(record.fields) ?? record.fields;
  const fields = withoutLeftOut(whole, kind.leftOut ?? []);
  const plain = shownFields(kind, fields).flatMap(({ api, kind: type }) => {
    const value = Object.hasOwn(fields, api) ? fields[api] : undefined;
    if (typeof value !== 'string' || (type !== 'longText' && type !== 'untyped')) return [];
    const text = plainTextOf(value);
    return text === value ? [] : [[api, text] as const];
  });
  if (plain.length === 0) return { ...record, fields };
  return { ...record, fields: { ...fields, ...Object.fromEntries(plain) } };
}

function withoutLeftOut(fields: RecordFields, leftOut: readonly string[]): RecordFields {
  if (!leftOut.some((api) => Object.hasOwn(fields, api))) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([api]) => !leftOut.includes(api)));
}
