import { type CrmModule } from '../../crm/modules.js';
import { lookup, namedBeside } from './parts/field.js';
import { type RecordFields, type Section } from './parts/kind.js';
import { namedRecord, type NamedRecord, relatedRecord } from './parts/named-record.js';

/** What a task, meeting or call is about: a record of a module named beside it (`$se_module`), and a person. */
export const about = [
  lookup('What_Id', 'Related to', namedBeside),
  lookup('Who_Id', 'Contact', 'Contacts'),
];

export const aboutLabels = { 'Related To': 'What_Id', 'Contact Name': 'Who_Id' };

/** Zoho sends fields that begin with `$` only if they are asked for by name. */
export const aboutUnseen = ['$se_module'];

const parents: readonly CrmModule[] = ['Accounts', 'Deals', 'Contacts'];

/** The record that a task, meeting or call is about, or else its person. */
export function activityParent(fields: RecordFields): NamedRecord | undefined {
  const related = relatedRecord(fields, fields['What_Id']);
  if (related !== undefined && parents.includes(related.ref.module)) return related;
  return namedRecord('Contacts', fields['Who_Id']);
}

/** Meetings and calls stand in one list. */
export const activities: Section = {
  heading: 'Recent activities',
  order: 'latest first',
  atMost: 25,
};
