import { type Organisation } from '../records/organisation.js';
import { type Fields, type SimRecord } from '../records/sim-record.js';
import { type SeededRandom } from '../seeded-random.js';
import { homeMarkets, marketAt, phoneOf, type HomeMarket, type Name } from './people.js';
import { itemAt, lookup, plant, type SeededCompany, type Seeding } from './planting.js';
import { seedActivities } from './seed-activities.js';
import { seedNotes } from './seed-notes.js';

const dayMs = 24 * 60 * 60_000;
const titles = ['Head of Purchasing', 'CFO', 'Operations Manager', 'IT Director', 'Office Manager'];
const departments = ['Purchasing', 'Finance', 'Operations', 'IT', 'Administration'];
const leadSources = ['Web Download', 'Trade Show', 'External Referral', 'Cold Call', 'Partner'];
const products = ['Annual Plan', 'Pilot', 'Fleet Upgrade', 'Support Renewal', 'Analytics Add-on'];
const stages = [
  'Qualification',
  'Needs Analysis',
  'Value Proposition',
  'Identify Decision Makers',
  'Proposal/Price Quote',
  'Negotiation/Review',
  'Closed Won',
  'Closed Lost',
];
const nextSteps = ['Send revised quote', 'Security review', 'Call with legal', 'On-site demo'];

/**
 * A believable small company, the same for the same seed and clock: three contacts, one and a half deals, two tasks,
 * one and a half notes, a meeting and a call for each account. Nobody is notified of it.
 */
export function seedCompany(seeding: Seeding, accountCount: number): void {
  const accounts = Array.from({ length: accountCount }, (_, index) => seedAccount(seeding, index));
  if (accounts.length === 0) return;
  linkSubsidiaries(seeding, accounts);
  const contacts = Array.from({ length: accountCount * 3 }, (_, index) =>
    seedContact(seeding, accounts, index),
  );
  linkManagers(seeding, contacts);
  const dealCount = Math.ceil(accountCount * 1.5);
  const deals = Array.from({ length: dealCount }, (_, index) =>
    seedDeal(seeding, { accounts, contacts, deals: [] }, index),
  );
  const company = { accounts, contacts, deals };
  seedActivities(seeding, company, accountCount);
  seedNotes(seeding, company, Math.ceil(accountCount * 1.5));
}

function seedAccount(seeding: Seeding, index: number): SimRecord {
  const { random } = seeding;
  const market = marketAt(index);
  const turn = Math.floor(index / homeMarkets.length);
  const [name, domain, industry] = itemAt(market.companies, turn);
  const again = Math.floor(turn / market.companies.length);
  const city = random.pick(market.cities);
  return plant(seeding, 'Accounts', {
    Account_Name: again === 0 ? name : `${name} – ${city} ${again + 1}`,
    Website: `https://www.${domain}`,
    Phone: phoneOf(market, random),
    Industry: industry,
    Annual_Revenue: random.integer(8, 900) * 50_000,
    Account_Type: random.pick(['Customer', 'Prospect', 'Partner', 'Supplier']),
    Employees: random.integer(12, 4_000),
    Rating: random.pick(['Active', 'Acquired', 'Market Failed', 'Project Cancelled']),
    Billing_Street: `${random.integer(1, 180)} Market Street`,
    Billing_City: city,
    Billing_Code: String(random.integer(10_000, 99_999)),
    Billing_Country: market.country,
    Description: accountDescription(random, name, industry),
    Account_Status: random.pick(['Active', 'Active', 'Onboarding', 'At Risk']),
    Health_Score: random.integer(35, 98),
  });
}

/** Now and then longer than the 500 characters that lists show. */
function accountDescription(random: SeededRandom, name: string, industry: string): string {
  const sentence = `${name} works in ${industry.toLowerCase()} and buys once a year, after the budget round.`;
  const history = ` In year ${random.integer(2, 9)} the contract was extended to another site.`;
  return random.chance(0.2) ? sentence + history.repeat(10) : sentence;
}

function seedContact(seeding: Seeding, accounts: readonly SimRecord[], index: number): SimRecord {
  const { random } = seeding;
  const account = itemAt(accounts, index);
  const market = marketAt(index % accounts.length);
  const [first, last] = personAt(market, index);
  const role = random.integer(0, titles.length - 1);
  const independent = random.chance(0.05);
  const domain = String(account.fields['Website']).replace('https://www.', '');
  return plant(seeding, 'Contacts', {
    First_Name: first[0],
    Last_Name: last[0],
    Email: `${first[1]}.${last[1]}@${domain}`,
    Phone: phoneOf(market, random),
    Mobile: random.chance(0.5) ? phoneOf(market, random) : null,
    Title: titles[role],
    Department: departments[role],
    Mailing_City: account.fields['Billing_City'],
    Mailing_Country: market.country,
    Account_Name: independent ? null : lookup(account),
    Lead_Source: random.pick(leadSources),
    Description: random.chance(0.3) ? 'Prefers to be called in the morning.' : null,
  });
}

function personAt(market: HomeMarket, index: number): readonly [Name, Name] {
  const shift = Math.floor(index / market.firstNames.length);
  return [itemAt(market.firstNames, index), itemAt(market.lastNames, index + shift)];
}

function seedDeal(
  seeding: Seeding,
  { accounts, contacts }: SeededCompany,
  index: number,
): SimRecord {
  const { random, time } = seeding;
  const account = itemAt(accounts, index);
  // Contacts were dealt out to the accounts in the same order.
  const contact = itemAt(contacts, index % accounts.length);
  const stage = random.pick(stages);
  const closed = stage.startsWith('Closed');
  const days = random.integer(5, 90) * dayMs;
  return plant(seeding, 'Deals', {
    Deal_Name: `${String(account.fields['Account_Name'])} – ${random.pick(products)}`,
    Account_Name: lookup(account),
    Contact_Name: random.chance(0.9) ? lookup(contact) : null,
    Stage: stage,
    Amount: random.integer(4, 400) * 500,
    Closing_Date: time.formatDay(closed ? time.now() - days : time.now() + days),
    Type: random.pick(['New Business', 'Existing Business']),
    Next_Step: closed ? null : random.pick(nextSteps),
    Lead_Source: random.pick(leadSources),
    Description: `Budget was named by the ${String(contact.fields['Title'])}.`,
  });
}

function linkSubsidiaries({ organisation }: Seeding, accounts: readonly SimRecord[]): void {
  const [parent] = accounts;
  for (const child of accounts.slice(11, 13)) {
    if (parent !== undefined) quietly(organisation, child, { Parent_Account: lookup(parent) });
  }
}

function linkManagers({ organisation }: Seeding, contacts: readonly SimRecord[]): void {
  const accountCount = contacts.length / 3;
  for (const [index, contact] of contacts.entries()) {
    const manager = contacts[index - accountCount];
    if (manager === undefined || index % 2 === 0) continue;
    quietly(organisation, contact, { Reporting_To: lookup(manager) });
  }
}

function quietly(organisation: Organisation, record: SimRecord, fields: Fields): void {
  organisation.update(record, fields, { silent: true, keepModifiedTime: true });
}
