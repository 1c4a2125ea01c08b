import { valueText } from '../text/value-text.js';
import {
  convertedFrom,
  created,
  description,
  field,
  type Field,
  lookup,
  owner,
  tags,
} from './parts/field.js';
import { type Kind, type RecordFields, type RecordState, type StateMeaning } from './parts/kind.js';
import { namedRecord } from './parts/named-record.js';
import { isFilled, numberIn, type StateName, stateNamed } from './parts/record-state.js';
import { namedKey, shortText, shortTime, userName } from './parts/summary-part.js';
import { word } from './parts/word.js';

const amount = field('Amount', 'Amount', 'money');

const fields: readonly Field[] = [
  field('Deal_Name', 'Deal name'),
  lookup('Account_Name', 'Account', 'Accounts'),
  lookup('Contact_Name', 'Contact', 'Contacts'),
  owner,
  field('Stage', 'Stage'),
  field('Pipeline', 'Pipeline'),
  amount,
  field('Expected_Revenue', 'Expected revenue', 'money'),
  field('Currency', 'Currency'),
  field('Probability', 'Probability (%)', 'number'),
  field('Closing_Date', 'Closing date', 'date'),
  field('Type', 'Type'),
  field('Next_Step', 'Next step'),
  field('Reason_For_Loss__s', 'Reason for loss'),
  field('Lead_Source', 'Lead source'),
  lookup('Campaign_Source', 'Campaign'),
  convertedFrom,
  tags,
  ...created,
  description,
];

/** Zoho's own sorting of stages, which stays when an organisation renames or translates them. */
const categories: ReadonlyMap<string, StateName> = new Map([
  ['open', 'open'],
  ['closed won', 'won'],
  ['closed lost', 'lost'],
]);

/** Zoho gives the final stages these, and only these, unless an organisation sets others. */
const finalProbabilities: ReadonlyMap<number | undefined, StateName> = new Map([
  [100, 'won'],
  [0, 'lost'],
]);

/** Zoho's own final stages are `Closed Won`, `Closed Lost` and `Closed-Lost to Competition`; any `Closed…` is over. */
function saidByStage(value: unknown): StateName {
  const stage = word(value);
  if (!stage.startsWith('closed') && stage !== 'won' && stage !== 'lost') return 'open';
  if (stage.includes('lost')) return 'lost';
  return stage.includes('won') ? 'won' : 'closed';
}

function stateOf(fields: RecordFields, meaning?: StateMeaning): RecordState {
  const known =
    categories.get(word(fields['Deal_Category_Status'])) ??
    meaning?.('Stage', fields['Stage']) ??
    finalProbabilities.get(numberIn(fields['Probability']));
  if (known !== undefined) return stateNamed(known);
  const said = saidByStage(fields['Stage']);
  return stateNamed(said === 'open' && isFilled(fields['Closed_Time']) ? 'closed' : said);
}

function closedText(closed: readonly RecordState[]): string {
  const won = closed.filter(({ outcome }) => outcome === 'won').length;
  const lost = closed.filter(({ outcome }) => outcome === 'lost').length;
  const others = closed.length - won - lost;
  return `Closed deals: ${won} won, ${lost} lost, ${others} closed otherwise.`;
}

/** A sale that may come or has come of an account. */
export const deal: Kind = {
  noun: 'Deal',
  fields,
  otherLabels: {
    'Potential Name': 'Deal_Name',
    'Potential Owner': 'Owner',
    'Potential Id': 'id',
  },
  unseenFields: ['Deal_Category_Status', 'Closed_Time'],
  nameFields: ['Deal_Name'],
  dateField: 'Closing_Date',
  stateOf,
  stateFields: ['Deal_Category_Status', 'Stage', 'Probability', 'Closed_Time'],
  parentOf: (fields) => namedRecord('Accounts', fields['Account_Name']),
  summaryOf: (fields, reading) => [
    ['stage', shortText(fields['Stage'])],
    ['amount', shortText(valueText(amount, fields, reading))],
    ['closing', shortTime(fields['Closing_Date'])],
    ['contact', namedKey(namedRecord('Contacts', fields['Contact_Name']))],
    ['owner', userName(fields['Owner'])],
  ],
  section: { heading: 'Open deals', order: 'soonest first', atMost: 50, closedText },
};
