import { about, aboutLabels, aboutUnseen, activities, activityParent } from './activity.js';
import { created, description, field, type Field, owner, tags } from './parts/field.js';
import { type Kind, type RecordFields, type RecordState, type StateMeaning } from './parts/kind.js';
import { numberIn, type StateName, stateNamed } from './parts/record-state.js';
import { aboutText, shortText, shortTime, userName } from './parts/summary-part.js';
import { word } from './parts/word.js';

const fields: readonly Field[] = [
  field('Subject', 'Subject'),
  field('Call_Type', 'Call type'),
  field('Call_Status', 'Call status'),
  field('Outgoing_Call_Status', 'Outgoing call status'),
  field('Call_Start_Time', 'Starts at', 'dateTime'),
  field('Call_Duration_in_seconds', 'Duration', 'duration'),
  field('Call_Purpose', 'Purpose'),
  field('Call_Agenda', 'Agenda', 'longText'),
  field('Call_Result', 'Result'),
  ...about,
  owner,
  tags,
  ...created,
  description,
];

/** Zoho's own statuses of calls that are to come, and of those that are over. */
const saidByStatus: ReadonlyMap<string, StateName> = new Map([
  ['scheduled', 'open'],
  ['overdue', 'open'],
  ['completed', 'closed'],
  ['cancelled', 'closed'],
  ['missed', 'closed'],
  ['received', 'closed'],
  ['attended dialled', 'closed'],
  ['unattended dialled', 'closed'],
]);

/** A call that lasted or came to something is over. Of a status in other words, that it was timed at all tells. */
function stateOf(fields: RecordFields, meaning?: StateMeaning): RecordState {
  const seconds = numberIn(fields['Call_Duration_in_seconds']);
  if ((seconds ?? 0) > 0 || word(fields['Call_Result']) !== '') return stateNamed('closed');
  const statusFields = ['Call_Status', 'Outgoing_Call_Status'];
  const field = statusFields.find((name) => word(fields[name]) !== '');
  if (field === undefined) return stateNamed('open');
  const said = meaning?.(field, fields[field]) ?? saidByStatus.get(word(fields[field]));
  return stateNamed(said ?? (seconds === undefined ? 'open' : 'closed'));
}

/** A telephone call, planned or made. */
export const call: Kind = {
  noun: 'Call',
  fields,
  otherLabels: aboutLabels,
  unseenFields: aboutUnseen,
  nameFields: ['Subject'],
  dateField: 'Call_Start_Time',
  stateOf,
  stateFields: ['Call_Duration_in_seconds', 'Call_Result', 'Call_Status', 'Outgoing_Call_Status'],
  parentOf: activityParent,
  summaryOf: (fields, reading) => [
    ['call at', shortTime(fields['Call_Start_Time'], reading) ?? 'unknown time'],
    ['type', shortText(fields['Call_Type'])],
    ['status', shortText(fields['Call_Status']) ?? shortText(fields['Outgoing_Call_Status'])],
    ['about', aboutText(activityParent(fields))],
    ['result', shortText(fields['Call_Result'])],
    ['owner', userName(fields['Owner'])],
  ],
  section: activities,
};
