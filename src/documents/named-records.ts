import { type CrmRecord } from '../crm/crm-record.js';
import { fieldsOf } from '../crm/fields.js';
import { recordKey } from '../crm/record-ref.js';
import { namedRecord, type NamedRecord, relatedRecord } from './direct-parent.js';

/** Lookups whose module is said beside them. */
const changingLookups = ['What_Id', 'Parent_Id'];

/**
 * The records of our modules that a record's document names, each once: when one of them is renamed, the document is
 * out of date though its own record has not changed.
 */
export function namedRecordsOf(record: CrmRecord): readonly NamedRecord[] {
  const { api, fields } = record;
  const lookups = fieldsOf(api).map((field) =>
    field.target === undefined ? undefined : namedRecord(field.target, fields[field.api]),
  );
  const related = changingLookups.map((name) => relatedRecord(fields, fields[name]));
  const named = [...lookups, ...related].filter((found) => found !== undefined);
  return [...new Map(named.map((found) => [recordKey(found.ref), found])).values()];
}
