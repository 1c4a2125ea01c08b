import { type CrmRecord } from '../../crm/crm-record.js';
import { kindOf } from '../kinds/kinds.js';
import { plainTextOf } from '../rich-text/rich-text.js';

/**
 * The record as people understand it: fields that mean something by others are read by them, and long texts, and those of
 * the organisation's own fields, are what a person reads in them, without markup.
 */
export function asUnderstood(record: CrmRecord, extraFields: readonly string[]): CrmRecord {
  const { understood, fields: shown } = kindOf(record.api);
  const fields = understood?.(record.fields) ?? record.fields;
  const long = shown.filter(({ kind }) => kind === 'longText').map(({ api }) => api);
  const own = extraFields.filter((api) => Object.hasOwn(fields, api));
  const plain = [...long, ...own].flatMap((api) => {
    const value = fields[api];
    const text = typeof value === 'string' ? plainTextOf(value) : value;
    return text === value ? [] : [[api, text] as const];
  });
  if (plain.length === 0) return { ...record, fields };
  return { ...record, fields: { ...fields, ...Object.fromEntries(plain) } };
}
