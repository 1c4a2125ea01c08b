import { type CrmRecord } from '../../crm/crm-record.js';
import { type CrmModule } from '../../crm/modules.js';
import { recordKey, type RecordRef } from '../../crm/record-ref.js';
import { isJsonObject, type JsonObject } from '../../kernel/json.js';
import { type Field, namedBeside } from '../kinds/parts/field.js';
import { type RecordFields } from '../kinds/parts/kind.js';
import { kindOf } from '../kinds/kinds.js';
import { namedRecord, type NamedRecord, relatedRecord } from '../kinds/parts/named-record.js';
import { type Reading } from '../kinds/parts/reading.js';

/**
 * The record this one hangs on: a deal's account, a note's deal, a task's contact. Undefined for accounts, for records
 * of nobody, and for those of modules that aren't kept in memory. A plain string in place of a lookup is a name, no id.
 */
export function directParentOf(
  { api, fields }: CrmRecord,
  kind = kindOf(api),
): RecordRef | undefined {
  return kind.parentOf(fields)?.ref;
}

/**
 * The records of our modules that a record's document names, each once: when one of them is renamed, the document is
 * out of date though its own record has not changed.
 */
export function namedRecordsOf(
  { api, fields }: CrmRecord,
  kind = kindOf(api),
  { modules }: Reading = {},
): readonly NamedRecord[] {
  const named = kind.fields.flatMap((field) => recordsNamedBy(field, fields, modules));
  return [...new Map(named.map((found) => [recordKey(found.ref), found])).values()];
}

const mostRows = 50;

function recordsNamedBy(
  { api, target, rowFields = [] }: Field,
  fields: RecordFields,
  modules: Reading['modules'],
): readonly NamedRecord[] {
  const value = fields[api];
  if (Array.isArray(value)) {
    const linked = value.slice(0, mostRows).filter(isJsonObject);
    return linked.flatMap((row) => [
      ...rowFields.flatMap((field) => recordsNamedBy(field, row, modules)),
      ...(typeof target === 'string' ? linkedBy(row, target) : []),
    ]);
  }
  if (target === undefined) return [];
  const found =
    target === namedBeside ? relatedRecord(fields, value, modules) : namedRecord(target, value);
  return found === undefined ? [] : [found];
}

/** The record of that module which the row of a multi-select lookup names. */
function linkedBy(row: JsonObject, target: CrmModule): readonly NamedRecord[] {
  return Object.entries(row)
    .filter(([api]) => !['Created_By', 'Modified_By', 'Owner', 'Parent_Id'].includes(api))
    .flatMap(([, value]) => namedRecord(target, value) ?? []);
}
