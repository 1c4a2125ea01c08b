import { created, field, type Field, lookup, namedBeside, owner } from './parts/field.js';
import { alwaysOpen, type Kind, type RecordFields } from './parts/kind.js';
import { type NamedRecord, relatedRecord } from './parts/named-record.js';
import { aboutText, excerpt, shortTime, userName } from './parts/summary-part.js';

const fields: readonly Field[] = [
  field('Note_Title', 'Note title'),
  lookup('Parent_Id', 'Note on', namedBeside),
  owner,
  ...created,
  field('Note_Content', 'Note', 'longText'),
];

function parentOf(fields: RecordFields): NamedRecord | undefined {
  return relatedRecord(fields, fields['Parent_Id']);
}

/** What somebody wrote down about a record of any kind. */
export const note: Kind = {
  noun: 'Note',
  fields,
  nameFields: ['Note_Title'],
  excerptField: 'Note_Content',
  dateField: 'Created_Time',
  stateOf: alwaysOpen,
  stateFields: [],
  parentOf,
  summaryOf: (fields, reading) => [
    ['written', shortTime(fields['Created_Time'], reading)?.slice(0, 10)],
    ['text', excerpt(fields['Note_Content'])],
    ['about', aboutText(parentOf(fields))],
    ['by', userName(fields['Owner'])],
  ],
  section: { heading: 'Recent notes', order: 'latest first', atMost: 10 },
};
