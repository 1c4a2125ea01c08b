import { type CrmRecord } from '../crm/crm-record.js';
import { type ApiModule } from '../crm/modules.js';
import { recordKey } from '../crm/record-ref.js';
import { inlineText } from './text/plain-text.js';

/** What one record of a module is called. */
const nouns: Readonly<Record<ApiModule, string>> = {
  Accounts: 'Account',
  Contacts: 'Contact',
  Deals: 'Deal',
  Tasks: 'Task',
  Notes: 'Note',
  Events: 'Meeting',
  Calls: 'Call',
};

const nameFields: Readonly<Record<ApiModule, readonly string[]>> = {
  Accounts: ['Account_Name'],
  Contacts: ['Full_Name'],
  Deals: ['Deal_Name'],
  Tasks: ['Subject'],
  Notes: ['Note_Title'],
  Events: ['Event_Title', 'Subject'],
  Calls: ['Subject'],
};

const maxNameLength = 120;
const maxExcerptLength = 60;

/** A name as part of one line. */
export function nameText(name: string): string {
  return inlineText(name, maxNameLength);
}

/** First and last name; the full name is made of them by the CRM and may lag behind where changes come in parts. */
function personName(fields: CrmRecord['fields']): string {
  if (typeof fields['Last_Name'] !== 'string') return '';
  const parts = [fields['First_Name'], fields['Last_Name']];
  return nameText(parts.filter((part) => typeof part === 'string').join(' '));
}

/** The name people gave the record, as part of one line; empty where it has none. */
export function recordName(record: CrmRecord): string {
  const { api, fields } = record;
  const person = api === 'Contacts' ? personName(fields) : '';
  if (person !== '') return person;
  for (const field of nameFields[api]) {
    const value = fields[field];
    const name = typeof value === 'string' ? nameText(value) : '';
    if (name !== '') return name;
  }
  return '';
}

/** `Deal: Acme renewal (Deals/5)`, one of a kind thanks to the id; `Contact 5` where there is no name. */
export function recordTitle(record: CrmRecord): string {
  const noun = nouns[record.api];
  const name = recordName(record) || noteExcerpt(record);
  return name === '' ? `${noun} ${record.id}` : `${noun}: ${name} (${recordKey(record)})`;
}

/** Most notes have no title; their first words serve. */
function noteExcerpt({ api, fields }: CrmRecord): string {
  const content = api === 'Notes' ? fields['Note_Content'] : undefined;
  return typeof content === 'string' ? inlineText(content, maxExcerptLength) : '';
}
