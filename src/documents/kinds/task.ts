import { about, aboutUnseen, activityParent } from './activity.js';
import { created, description, field, type Field, owner, tags } from './field.js';
import { type Kind } from './kind.js';
import { aboutText, shortText, shortTime, userName } from './summary-part.js';
import { word } from './word.js';

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

/** Something that somebody has to do. */
export const task: Kind = {
  noun: 'Task',
  fields,
  unseenFields: aboutUnseen,
  nameFields: ['Subject'],
  dateField: 'Due_Date',
  stateOf: (fields) => ({ open: !/^(?:completed|closed)/.test(word(fields['Status'])) }),
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
