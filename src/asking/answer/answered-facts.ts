import { type ApiModule } from '../../crm/modules.js';
import { instantMs } from '../../kernel/iso-time.js';
import { type DocumentFacts, type Fact } from '../../memory/document-facts.js';
import { type Moment } from '../../memory/fact-query.js';

/** A fact as it is answered, under its field's API name. */
export type AnsweredFact = Omit<Fact, 'field'>;

export type AnsweredFacts = Readonly<Record<string, AnsweredFact>>;

const about = ['What_Id', 'Who_Id', 'Owner'];

/** What matters of each kind; of another one, what comes first. */
const telling: ReadonlyMap<ApiModule, readonly string[]> = new Map([
  [
    'Accounts',
    [
      ...['Account_Status', 'Health_Score', 'Account_Type', 'Industry', 'Owner', 'Annual_Revenue'],
      ...['Employees', 'Website', 'Phone', 'Billing_City', 'Billing_Country'],
    ],
  ],
  [
    'Contacts',
    ['Account_Name', 'Title', 'Email', 'Phone', 'Mobile', 'Department', 'Owner', 'Mailing_City'],
  ],
  [
    'Deals',
    [
      ...['Stage', 'Amount', 'Closing_Date', 'Owner', 'Account_Name', 'Contact_Name'],
      ...['Probability', 'Next_Step'],
    ],
  ],
  ['Leads', ['Company', 'Title', 'Lead_Status', 'Email', 'Phone', 'Owner', 'City', 'Country']],
  ['Tasks', ['Status', 'Priority', 'Due_Date', ...about]],
  ['Events', ['Start_DateTime', 'End_DateTime', 'Venue', ...about]],
  [
    'Calls',
    [
      ...['Call_Type', 'Call_Status', 'Call_Start_Time', 'Call_Duration_in_seconds'],
      ...['Call_Result', ...about],
    ],
  ],
  ['Notes', ['Parent_Id', 'Owner', 'Created_Time']],
]);

const firstOfOthers = 12;

/** Which facts are answered: all of them, or those that matter and these. */
export type WantedFacts = 'all' | readonly string[];

/** What is known of a record by field, and its state: whether it is open, won, lost or overdue. */
export function answeredFacts(
  facts: DocumentFacts | undefined,
  wanted: WantedFacts,
  now: Moment,
): AnsweredFacts {
  if (facts === undefined) return {};
  const matters =
    telling.get(facts.api) ?? facts.fields.slice(0, firstOfOthers).map((each) => each.field);
  const names = wanted === 'all' ? undefined : new Set([...matters, ...wanted]);
  const chosen = facts.fields.filter(({ field }) => names?.has(field) !== false);
  const entries = chosen.map(({ field, ...fact }) => [field, fact] as const);
  return { ...Object.fromEntries(entries), ...stateFacts(facts, now) };
}

function stateFacts({ state, due }: DocumentFacts, now: Moment): AnsweredFacts {
  if (state === undefined) return {};
  const flag = (label: string, value: boolean): AnsweredFact => ({ label, type: 'flag', value });
  const isOpen = state === 'open';
  return {
    open: flag('Open', isOpen),
    ...(state === 'won' || state === 'lost'
      ? { [state]: flag(state === 'won' ? 'Won' : 'Lost', true) }
      : {}),
    ...(due === undefined ? {} : { overdue: flag('Overdue', isOpen && isPast(due, now)) }),
  };
}

function isPast(due: string, now: Moment): boolean {
  const ms = instantMs(due);
  return ms === undefined ? Date.parse(`${due}T00:00:00Z`) < now.dayMs : ms < now.ms;
}
