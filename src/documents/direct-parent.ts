import { lookupFrom, type CrmRecord } from '../crm/crm-record.js';
import { moduleFromName, type CrmModule } from '../crm/modules.js';
import { isRecordId, type RecordRef } from '../crm/record-ref.js';

/** A record as another one names it in a lookup. */
export interface NamedRecord {
  readonly ref: RecordRef;
  readonly name: string | undefined;
}

type Fields = CrmRecord['fields'];

const activityParents: readonly CrmModule[] = ['Accounts', 'Deals', 'Contacts'];

/**
 * What the module beside a lookup of changing target is called: `module` in the lookup, a name or `{ api_name }`, or the
 * record's `$se_module` (older API versions).
 */
function moduleNameBeside(fields: Fields, value: unknown): unknown {
  const module =
    typeof value === 'object' && value !== null
      ? (value as { module?: unknown }).module
      : undefined;
  if (typeof module === 'object' && module !== null) {
    return (module as { api_name?: unknown }).api_name;
  }
  return module ?? fields['$se_module'];
}

/** The record that `What_Id` or `Parent_Id` points to; undefined where its module isn't one of ours or isn't said. */
export function relatedRecord(fields: Fields, value: unknown): NamedRecord | undefined {
  const found = moduleFromName(moduleNameBeside(fields, value));
  const named = found === undefined ? undefined : namedRecord(found.module, value);
  if (named === undefined || found?.module !== 'Activities') return named;
  return found.api === undefined ? named : { ...named, ref: { ...named.ref, api: found.api } };
}

/** The record of a known module that a lookup points to; undefined for what isn't a lookup. */
export function namedRecord(module: CrmModule, value: unknown): NamedRecord | undefined {
  const found = lookupFrom(value);
  if (found === undefined || !isRecordId(found.id)) return undefined;
  return { ref: { module, id: found.id }, name: found.name };
}

function activityParent(fields: Fields): NamedRecord | undefined {
  const related = relatedRecord(fields, fields['What_Id']);
  if (related !== undefined && activityParents.includes(related.ref.module)) return related;
  return namedRecord('Contacts', fields['Who_Id']);
}

/** As `directParentOf`, with the parent's name as the record has it. */
export function namedParentOf(record: CrmRecord): NamedRecord | undefined {
  const { fields } = record;
  switch (record.api) {
    case 'Accounts':
      return undefined;
    case 'Contacts':
    case 'Deals':
      return namedRecord('Accounts', fields['Account_Name']);
    case 'Tasks':
    case 'Events':
    case 'Calls':
      return activityParent(fields);
    case 'Notes':
      return relatedRecord(fields, fields['Parent_Id']);
  }
}

/**
 * The record this one hangs on: a deal's account, a note's deal, a task's contact. Undefined for accounts, for records
 * of nobody, and for those of modules that aren't kept in memory. A plain string in place of a lookup is a name, no id.
 */
export function directParentOf(record: CrmRecord): RecordRef | undefined {
  return namedParentOf(record)?.ref;
}
