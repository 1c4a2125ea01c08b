import { type Fields, type SimRecord } from '../records/sim-record.js';
import { itemAt, lookup, plant, type SeededCompany, type Seeding } from './planting.js';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
const subjects = ['Send contract', 'Prepare offer', 'Check credit', 'Book travel', 'Review terms'];
const meetings = ['Quarterly review', 'Kick-off', 'Product demo', 'Contract talk'];
const purposes = ['Prospecting', 'Negotiation', 'Demo', 'Project', 'Desk'];

/** Two tasks, one meeting and one call for each account, about accounts, deals, or only a person. */
export function seedActivities(seeding: Seeding, company: SeededCompany, accounts: number): void {
  for (let index = 0; index < accounts * 2; index += 1) seedTask(seeding, company, index);
  for (let index = 0; index < accounts; index += 1) {
    seedEvent(seeding, company, index);
    seedCall(seeding, company, index);
  }
}

/** What an activity is about (`What_Id`) and with whom (`Who_Id`): they belong together. */
function subjectOf({ random }: Seeding, company: SeededCompany, index: number): Fields {
  const deal = itemAt(company.deals, index);
  const [account, contact] = [itemAt(company.accounts, index), itemAt(company.contacts, index)];
  if (random.chance(0.1)) return { What_Id: null, Who_Id: lookup(contact) };
  if (random.chance(0.5)) return { What_Id: lookup(account), Who_Id: lookup(contact) };
  return { What_Id: lookup(deal), Who_Id: deal.fields['Contact_Name'] ?? null };
}

function seedTask(seeding: Seeding, company: SeededCompany, index: number): void {
  const { random, time } = seeding;
  const status = random.pick(['Not Started', 'In Progress', 'Completed', 'Waiting for input']);
  const due = time.now() + random.integer(-20, 30) * dayMs;
  plant(seeding, 'Tasks', {
    ...subjectOf(seeding, company, index),
    Subject: `${itemAt(subjects, index)} – ${nameOf(itemAt(company.accounts, index))}`,
    Status: status,
    Priority: random.pick(['Highest', 'High', 'Normal', 'Low']),
    Due_Date: time.formatDay(due),
    Closed_Time: status === 'Completed' ? time.format(due - dayMs) : null,
    Description: random.chance(0.6)
      ? 'Agreed in the last call; the numbers are in the file.'
      : null,
  });
}

function seedEvent(seeding: Seeding, company: SeededCompany, index: number): void {
  const { random, time } = seeding;
  const account = itemAt(company.accounts, index);
  const contact = itemAt(company.contacts, index);
  const start = time.now() + random.integer(-60, 30) * dayMs;
  const person = { name: contact.fields['Full_Name'], participant: contact.id, type: 'contact' };
  plant(seeding, 'Events', {
    ...subjectOf(seeding, company, index),
    Event_Title: `${itemAt(meetings, index)} with ${nameOf(account)}`,
    Start_DateTime: time.format(start),
    End_DateTime: time.format(start + hourMs),
    All_day: random.chance(0.1),
    Venue: random.pick(['Video call', 'Our office', String(account.fields['Billing_City'])]),
    Participants: [{ ...person, Email: contact.fields['Email'], status: 'accepted' }],
    Description: 'Agenda: open points, prices, next steps.',
  });
}

function seedCall(seeding: Seeding, company: SeededCompany, index: number): void {
  const { random, time } = seeding;
  const contact = itemAt(company.contacts, index);
  const minutes = String(random.integer(1, 40)).padStart(2, '0');
  plant(seeding, 'Calls', {
    ...subjectOf(seeding, company, index),
    Subject: `Call with ${String(contact.fields['Full_Name'])}`,
    Call_Type: random.pick(['Outbound', 'Inbound', 'Missed']),
    Call_Status: 'Completed',
    Call_Start_Time: time.format(time.now() - random.integer(1, 60) * dayMs),
    Call_Duration: `${minutes}:${String(random.integer(0, 59)).padStart(2, '0')}`,
    Call_Purpose: itemAt(purposes, index),
    Call_Result: random.pick(['Interested', 'Requested more info', 'No response', null]),
    Call_Agenda: 'Ask about the budget for next year.',
    Description: random.chance(0.5) ? 'Wants the new prices in writing.' : null,
  });
}

function nameOf(account: SimRecord): string {
  return String(account.fields['Account_Name']);
}
