import { type CrmRecord, lookupFrom } from './crm-record.js';
import { type ApiModule } from './modules.js';
import { isRecordId, type RecordRef } from './record-ref.js';

/** A lead that somebody converted, and the records it became: the lead itself is gone from what people work with. */
export interface Conversion {
  readonly lead: RecordRef;
  /** What the lead was called; empty where it isn't known. */
  readonly name: string;
  readonly into: readonly RecordRef[];
}

/** Modules whose records can be made of a lead, with the field of the lead that names the record. */
const targets = [
  ['Accounts', 'Converted_Account', 'account'],
  ['Contacts', 'Converted_Contact', 'contact'],
  ['Deals', 'Converted_Deal', 'deal'],
] as const;

/**
 * Fields that tell of a conversion. Which of them there are differs by the age of the organisation; those that begin with
 * `$` are sent only where they are asked for by name ("Get Records", Zoho CRM API v8).
 */
export const conversionFields: readonly string[] = [
  ...['Converted__s', 'Converted_Date_Time', '$converted', '$converted_detail'],
  ...targets.map(([, field]) => field),
];

/** What it takes to say what a lead was called. */
export const leadNameFields: readonly string[] = ['First_Name', 'Last_Name', 'Company'];

/** Whether records of this module can be made of a lead. */
export function comesOfLeads(api: ApiModule): boolean {
  return targets.some(([module]) => module === api);
}

/** The conversion of a lead that was converted; undefined for every other record. */
export function conversionFrom({
  api,
  id,
  fields,
}: Pick<CrmRecord, 'api' | 'id' | 'fields'>): Conversion | undefined {
  if (api !== 'Leads') return undefined;
  const detail = objectIn(fields['$converted_detail']);
  const into = targets.flatMap(([module, field, part]) => {
    const found = lookupFrom(fields[field])?.id ?? idIn(detail[part]);
    return found !== undefined && isRecordId(found) ? [{ module, id: found }] : [];
  });
  const isTold = [fields['Converted__s'], fields['$converted']].some((flag) => flag === true);
  const isDated = typeof fields['Converted_Date_Time'] === 'string';
  if (!isTold && !isDated && into.length === 0) return undefined;
  return { lead: { module: 'Leads', id }, name: nameIn(fields), into };
}

function nameIn(fields: CrmRecord['fields']): string {
  const [first, last, company] = leadNameFields.map((field) => fields[field]);
  const person = [first, last].filter((part) => typeof part === 'string').join(' ');
  return person !== '' || typeof company !== 'string' ? person : company;
}

/** Older answers name the record by its id alone. */
function idIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : lookupFrom(value)?.id;
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
