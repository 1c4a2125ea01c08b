import { about, aboutLabels, aboutUnseen, activityParent } from './activity.js';
import { created, description, field, type Field, owner, tags } from './parts/field.js';
import { type Kind, type RecordFields, type RecordState, type StateMeaning } from './parts/kind.js';
import { isFilled, stateNamed } from './parts/record-state.js';
import { aboutText, shortText, shortTime, userName } from './parts/summary-part.js';
import { word } from './parts/word.js';

const fields: readonly Field[] = [
  field('Subject', 'Subject'),
  field('Status', 'Status'),
  field('Priority', 'Priority'),
  field('Due_Date', 'Due date', 'date'),
  ...about,
  owner,
  field('Closed_Time', 'Closed at', 'dateTime'),
  tags,
  ...created,
  description,
];

/** Zoho notes when a task was closed, whatever the status is called; it may not have noted it of old ones. */
function stateOf(fields: RecordFields, meaning?: StateMeaning): RecordState {
  if (isFilled(fields['Closed_Time'])) return stateNamed('closed');
  const said = /^(?:completed|closed)/.test(word(fields['Status'])) ? 'closed' : 'open';
  return stateNamed(meaning?.('Status', fields['Status']) ?? said);
}

/** Something that somebody has to do. */
export const task: Kind = {
  noun: 'Task',
  fields,
  otherLabels: aboutLabels,
  unseenFields: aboutUnseen,
  nameFields: ['Subject'],
  dateField: 'Due_Date',
  stateOf,
  stateFields: ['Closed_Time', 'Status'],
  parentOf: activityParent,
  summaryOf: (fields) => [
    ['due', shortTime(fields['Due_Date'])],
    ['status', shortText(fields['Status'])],
    ['about', aboutText(activityParent(fields))],
    ['owner', userName(fields['Owner'])],
    ['priority', shortText(fields['Priority'])],
  ],
  section: {
    heading: 'Open tasks',
    order: 'soonest first',
    atMost: 25,
    closedText: (closed) => `Completed tasks: ${closed.length}.`,
  },
};
