import { type CrmRecord } from '../../crm/crm-record.js';
import { recordKey, type RecordRef } from '../../crm/record-ref.js';
import { type Field, namedBeside } from '../kinds/field.js';
import { kindOf } from '../kinds/kinds.js';
import { namedRecord, type NamedRecord, relatedRecord } from '../kinds/named-record.js';

/**
 * The record this one hangs on: a deal's account, a note's deal, a task's contact. Undefined for accounts, for records
 * of nobody, and for those of modules that aren't kept in memory. A plain string in place of a lookup is a name, no id.
 */
export function directParentOf({ api, fields }: CrmRecord): RecordRef | undefined {
  return kindOf(api).parentOf(fields)?.ref;
}

/**
 * The records of our modules that a record's document names, each once: when one of them is renamed, the document is
 * out of date though its own record has not changed.
 */
export function namedRecordsOf({ api, fields }: CrmRecord): readonly NamedRecord[] {
  const named = kindOf(api)
    .fields.map((field) => recordNamedBy(field, fields))
    .filter((found) => found !== undefined);
  return [...new Map(named.map((found) => [recordKey(found.ref), found])).values()];
}

function recordNamedBy(
  { api, target }: Field,
  fields: CrmRecord['fields'],
): NamedRecord | undefined {
  if (target === undefined) return undefined;
  return target === namedBeside
    ? relatedRecord(fields, fields[api])
    : namedRecord(target, fields[api]);
}
