import { dayFrom } from '../../kernel/iso-time.js';
import { about, aboutLabels, aboutUnseen, activities, activityParent } from './activity.js';
import { created, description, field, type Field, owner, tags } from './parts/field.js';
import { alwaysOpen, type Kind, type RecordFields } from './parts/kind.js';
import { aboutText, shortText, shortTime, userName } from './parts/summary-part.js';

const fields: readonly Field[] = [
  field('Event_Title', 'Meeting title'),
  field('Start_DateTime', 'Starts at', 'dateTime'),
  field('End_DateTime', 'Ends at', 'dateTime'),
  field('All_day', 'All day', 'boolean'),
  field('Venue', 'Venue'),
  ...about,
  owner,
  field('Participants', 'Participants', 'list'),
  tags,
  ...created,
  description,
];

/** The day as somebody wrote it, whatever is said of hours and offsets behind it. */
function writtenDay(value: unknown): unknown {
  return dayFrom(typeof value === 'string' ? value.trim().split(/[T ]/)[0] : undefined) ?? value;
}

/** All-day meetings are days of the calendar: as moments they would begin or end on the day before in other zones. */
function understood(fields: RecordFields): RecordFields {
  if (fields['All_day'] !== true && fields['All_day'] !== 'true') return fields;
  return {
    ...fields,
    Start_DateTime: writtenDay(fields['Start_DateTime']),
    End_DateTime: writtenDay(fields['End_DateTime']),
  };
}

/** A meeting, which Zoho's API calls an event. */
export const meeting: Kind = {
  noun: 'Meeting',
  fields,
  understood,
  otherLabels: {
    ...aboutLabels,
    Title: 'Event_Title',
    From: 'Start_DateTime',
    To: 'End_DateTime',
    Location: 'Venue',
    Host: 'Owner',
  },
  unseenFields: aboutUnseen,
  nameFields: ['Event_Title', 'Subject'],
  dateField: 'Start_DateTime',
  stateOf: alwaysOpen,
  stateFields: [],
  parentOf: activityParent,
  summaryOf: (fields, reading) => [
    ['meeting at', shortTime(fields['Start_DateTime'], reading) ?? 'unknown time'],
    ['until', shortTime(fields['End_DateTime'], reading)],
    ['about', aboutText(activityParent(fields))],
    ['owner', userName(fields['Owner'])],
    ['venue', shortText(fields['Venue'])],
  ],
  section: activities,
};
