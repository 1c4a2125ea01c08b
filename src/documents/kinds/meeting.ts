import { about, aboutLabels, aboutUnseen, activities, activityParent } from './activity.js';
import { created, description, field, type Field, owner, tags } from './field.js';
import { alwaysOpen, type Kind } from './kind.js';
import { aboutText, shortText, shortTime, userName } from './summary-part.js';

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

/** A meeting, which Zoho's API calls an event. */
export const meeting: Kind = {
  noun: 'Meeting',
  fields,
  otherLabels: {
    ...aboutLabels,
    ...{ Title: 'Event_Title', From: 'Start_DateTime', To: 'End_DateTime' },
    ...{ Location: 'Venue', Host: 'Owner' },
  },
  unseenFields: aboutUnseen,
  nameFields: ['Event_Title', 'Subject'],
  dateField: 'Start_DateTime',
  stateOf: alwaysOpen,
  parentOf: activityParent,
  summaryOf: (fields) => [
    ['meeting at', shortTime(fields['Start_DateTime']) ?? 'unknown time'],
    ['until', shortTime(fields['End_DateTime'])],
    ['about', aboutText(activityParent(fields))],
    ['owner', userName(fields['Owner'])],
    ['venue', shortText(fields['Venue'])],
  ],
  section: activities,
};
