import { lookupFrom, type CrmRecord } from '../crm/crm-record.js';
import { type ApiModule } from '../crm/modules.js';
import { recordKey } from '../crm/record-ref.js';
import { namedRecord, namedParentOf, type NamedRecord } from './direct-parent.js';
import { cutToBytes, jsonBytes } from './text/json-bytes.js';
import { inlineText } from './text/plain-text.js';
import { utcText } from './text/utc-time.js';
import { plainValueText, valueText } from './text/value-text.js';

const maxLineBytes = 200;
const maxPartBytes = 64;
const maxExcerptBytes = 100;
const maxNameBytes = 40;

type Part = readonly [label: string, text: string | undefined];

function short(value: unknown): string | undefined {
  const text = typeof value === 'string' ? inlineText(value, maxPartBytes) : plainValueText(value);
  return text === undefined || text === '' ? undefined : cutToBytes(text, maxPartBytes);
}

/** A user by name alone: the id would take the room of another fact. */
function nameOf(value: unknown): string | undefined {
  return short(lookupFrom(value)?.name);
}

function namedKey({ ref, name }: NamedRecord): string {
  const text = cutToBytes(inlineText(name ?? '', maxNameBytes), maxNameBytes);
  return text === '' ? recordKey(ref) : `${text} (${recordKey(ref)})`;
}

/** What the record hangs on, unless that is the account whose document this goes into. */
function aboutOf(record: CrmRecord): string | undefined {
  const parent = namedParentOf(record);
  return parent === undefined || parent.ref.module === 'Accounts' ? undefined : namedKey(parent);
}

function contactOf(fields: CrmRecord['fields']): string | undefined {
  const contact = namedRecord('Contacts', fields['Contact_Name']);
  return contact === undefined ? undefined : namedKey(contact);
}

function dealParts({ fields }: CrmRecord): readonly Part[] {
  const amount = valueText({ api: 'Amount', label: '', kind: 'money' }, fields);
  return [
    ['stage', short(fields['Stage'])],
    ['amount', short(amount)],
    ['closing', short(utcText(fields['Closing_Date']))],
    ['contact', contactOf(fields)],
    ['owner', nameOf(fields['Owner'])],
  ];
}

function contactParts({ fields }: CrmRecord): readonly Part[] {
  return [
    ['job title', short(fields['Title'])],
    ['email', short(fields['Email'])],
    ['phone', short(fields['Phone']) ?? short(fields['Mobile'])],
    ['department', short(fields['Department'])],
  ];
}

function taskParts(record: CrmRecord): readonly Part[] {
  const { fields } = record;
  return [
    ['due', short(utcText(fields['Due_Date']))],
    ['status', short(fields['Status'])],
    ['about', aboutOf(record)],
    ['owner', nameOf(fields['Owner'])],
    ['priority', short(fields['Priority'])],
  ];
}

function eventParts(record: CrmRecord): readonly Part[] {
  const { fields } = record;
  return [
    ['meeting at', short(utcText(fields['Start_DateTime'])) ?? 'unknown time'],
    ['until', short(utcText(fields['End_DateTime']))],
    ['about', aboutOf(record)],
    ['owner', nameOf(fields['Owner'])],
    ['venue', short(fields['Venue'])],
  ];
}

function callParts(record: CrmRecord): readonly Part[] {
  const { fields } = record;
  return [
    ['call at', short(utcText(fields['Call_Start_Time'])) ?? 'unknown time'],
    ['type', short(fields['Call_Type'])],
    ['status', short(fields['Call_Status']) ?? short(fields['Outgoing_Call_Status'])],
    ['about', aboutOf(record)],
    ['result', short(fields['Call_Result'])],
    ['owner', nameOf(fields['Owner'])],
  ];
}

function noteParts(record: CrmRecord): readonly Part[] {
  const { fields } = record;
  const content = fields['Note_Content'];
  const excerpt = typeof content === 'string' ? inlineText(content, maxExcerptBytes) : '';
  return [
    ['written', utcText(fields['Created_Time'])?.slice(0, 10)],
    ['text', excerpt === '' ? undefined : cutToBytes(excerpt, maxExcerptBytes)],
    ['about', aboutOf(record)],
    ['by', nameOf(fields['Owner'])],
  ];
}

/** The facts of each kind of record, the most important first. */
const partsOf: Readonly<Record<ApiModule, (record: CrmRecord) => readonly Part[]>> = {
  Accounts: () => [],
  Contacts: contactParts,
  Deals: dealParts,
  Tasks: taskParts,
  Notes: noteParts,
  Events: eventParts,
  Calls: callParts,
};

/**
 * What an account's document says of a record behind its name, in at most 200 bytes of JSON:
 * `stage: Negotiation; amount: 12000 EUR`. A part that finds no room is left out whole, so no key is cut in two.
 */
export function summaryLine(record: CrmRecord): string {
  let line = '';
  for (const [label, text] of partsOf[record.api](record)) {
    if (text === undefined) continue;
    // `; ` separates the facts, so it may not come from outside.
    const part = `${line === '' ? '' : '; '}${label}: ${text.replaceAll(';', ',')}`;
    if (jsonBytes(line) + jsonBytes(part) <= maxLineBytes) line += part;
  }
  return line;
}
