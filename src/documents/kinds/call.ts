import { about, aboutUnseen, activities, activityParent } from './activity.js';
import { created, description, field, type Field, owner, tags } from './field.js';
import { type Kind, type RecordFields, type RecordState } from './kind.js';
import { aboutText, shortText, shortTime, userName } from './summary-part.js';
import { word } from './word.js';

const fields: readonly Field[] = [
  field('Subject', 'Subject'),
  field('Call_Type', 'Call type'),
  field('Call_Status', 'Call status'),
  field('Outgoing_Call_Status', 'Outgoing call status'),
  field('Call_Start_Time', 'Starts at', 'dateTime'),
  field('Call_Duration_in_seconds', 'Duration', 'duration'),
  field('Call_Purpose', 'Purpose'),
  field('Call_Agenda', 'Agenda'),
  field('Call_Result', 'Result'),
  ...about,
  owner,
  tags,
  ...created,
  description,
];

/** A call is to come while it is planned. One of which nothing is said is over where it has a length or a result. */
function stateOf(fields: RecordFields): RecordState {
  const status = word(fields['Call_Status']) || word(fields['Outgoing_Call_Status']);
  if (status !== '') return { open: status === 'scheduled' || status === 'overdue' };
  const length = fields['Call_Duration_in_seconds'];
  // Only of a number or a text: an object that can't be made a number of would throw.
  const lasted = (typeof length === 'number' || typeof length === 'string') && Number(length) > 0;
  return { open: word(fields['Call_Result']) === '' && !lasted };
}

/** A telephone call, planned or made. */
export const call: Kind = {
  noun: 'Call',
  fields,
  unseenFields: aboutUnseen,
  nameFields: ['Subject'],
  dateField: 'Call_Start_Time',
  stateOf,
  parentOf: activityParent,
  summaryOf: (fields) => [
    ['call at', shortTime(fields['Call_Start_Time']) ?? 'unknown time'],
    ['type', shortText(fields['Call_Type'])],
    ['status', shortText(fields['Call_Status']) ?? shortText(fields['Outgoing_Call_Status'])],
    ['about', aboutText(activityParent(fields))],
    ['result', shortText(fields['Call_Result'])],
    ['owner', userName(fields['Owner'])],
  ],
  section: activities,
};
