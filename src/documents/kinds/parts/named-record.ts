import { lookupFrom, type CrmRecord } from '../../../crm/crm-record.js';
import { moduleFromName, type CrmModule, usualModules } from '../../../crm/modules.js';
import { isRecordId, type RecordRef } from '../../../crm/record-ref.js';

/** A record as another one names it in a lookup. */
export interface NamedRecord {
  readonly ref: RecordRef;
  readonly name: string | undefined;
}

type Fields = CrmRecord['fields'];

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

/**
 * The record that `What_Id` or `Parent_Id` points to; undefined where its module isn't one of ours, usual or among
 * `modules`, or isn't said.
 */
export function relatedRecord(
  fields: Fields,
  value: unknown,
  modules: readonly CrmModule[] = [],
): NamedRecord | undefined {
  const found = moduleFromName(moduleNameBeside(fields, value));
  const isKept = found !== undefined && [...usualModules, ...modules].includes(found.module);
  const named = isKept ? namedRecord(found.module, value) : undefined;
  if (named === undefined || found?.module !== 'Activities') return named;
  return found.api === undefined ? named : { ...named, ref: { ...named.ref, api: found.api } };
}

/** The record of a known module that a lookup points to; undefined for what isn't a lookup. */
export function namedRecord(module: CrmModule, value: unknown): NamedRecord | undefined {
  const found = lookupFrom(value);
  if (found === undefined || !isRecordId(found.id)) return undefined;
  return { ref: { module, id: found.id }, name: found.name };
}
