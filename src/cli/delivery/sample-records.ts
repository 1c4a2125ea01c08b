import { type ApiModule } from '../../crm/modules.js';
import { isoTime } from '../../kernel/iso-time.js';

type Fields = Readonly<Record<string, unknown>>;

/** A made-up record of a module, the same each time, and what a change to it changes. */
export interface SampleRecord {
  readonly id: string;
  readonly fields: Fields;
  readonly change: Fields;
}

interface Sample {
  readonly fields: Fields;
  readonly change: Fields;
}

const dayMs = 86_400_000;

const ids = { account: '990000000000000001', contact: '990000000000000002' } as const;
const owner = { id: '990000000000000099', name: 'Sam Sample' };
const account = { id: ids.account, name: 'Sample Robotics' };
const contact = { id: ids.contact, name: 'Ada Sample' };
const aboutAccount = { What_Id: account, $se_module: 'Accounts' };

function day(nowMs: number, days: number): string {
  return isoTime(nowMs + days * dayMs).slice(0, 10);
}

/** One for each module that every organisation has, as Zoho would tell of it; they belong together. */
const samples: Readonly<Record<ApiModule, (nowMs: number) => Sample>> = {
  Accounts: () => ({
    fields: {
      Account_Name: account.name,
      Account_Type: 'Customer',
      Industry: 'Manufacturing',
      Website: 'https://robotics.example',
      Phone: '+1 512 555 0100',
      Annual_Revenue: 4_200_000,
    },
    change: { Account_Type: 'Partner' },
  }),
  Contacts: () => ({
    fields: {
      First_Name: 'Ada',
      Last_Name: 'Sample',
      Account_Name: account,
      Email: 'ada@robotics.example',
      Title: 'Head of purchasing',
    },
    change: { Title: 'Chief operating officer' },
  }),
  Deals: (nowMs) => ({
    fields: {
      Deal_Name: 'Sorting line for two halls',
      Account_Name: account,
      Contact_Name: contact,
      Stage: 'Negotiation/Review',
      Amount: 96_000,
      Probability: 75,
      Closing_Date: day(nowMs, 30),
    },
    change: { Stage: 'Closed Won', Probability: 100 },
  }),
  Tasks: (nowMs) => ({
    fields: {
      Subject: 'Send the offer',
      Status: 'Not Started',
      Priority: 'High',
      Due_Date: day(nowMs, 3),
      ...aboutAccount,
    },
    change: { Status: 'Completed' },
  }),
  Events: (nowMs) => ({
    fields: {
      Event_Title: 'Visit of the new hall',
      Start_DateTime: isoTime(nowMs + 7 * dayMs),
      End_DateTime: isoTime(nowMs + 7 * dayMs + dayMs / 24),
      Venue: 'Austin',
      ...aboutAccount,
    },
    change: { Venue: 'Online' },
  }),
  Calls: (nowMs) => ({
    fields: {
      Subject: 'Call about delivery times',
      Call_Type: 'Outbound',
      Call_Start_Time: isoTime(nowMs),
      ...aboutAccount,
    },
    change: { Call_Result: 'Interested' },
  }),
  Notes: () => ({
    fields: {
      Note_Title: 'After the first meeting',
      Note_Content: 'They want a pilot in spring before they decide.',
      Parent_Id: account,
      $se_module: 'Accounts',
    },
    change: { Note_Content: 'The pilot is agreed for March.' },
  }),
  Leads: () => ({
    fields: {
      First_Name: 'Lee',
      Last_Name: 'Sample',
      Company: 'Sample Foods',
      Lead_Status: 'Contacted',
      Lead_Source: 'Trade Show',
      Email: 'lee@foods.example',
    },
    change: { Lead_Status: 'Pre-Qualified' },
  }),
};

/** Custom modules have `Name`; Zoho's own have a name of their module, or a subject. */
function sampleOfAny(api: ApiModule): Sample {
  const name = `Sample of ${api.replace(/__c$/, '').replaceAll('_', ' ')}`;
  const isCustom = api.endsWith('__c');
  const names = isCustom
    ? { Name: name }
    : { [`${api.replace(/s$/, '')}_Name`]: name, Subject: name };
  return { fields: names, change: { Description: 'Changed by a test delivery.' } };
}

/** The made-up record of a module, touched at `nowMs`. */
export function sampleRecord(api: ApiModule, nowMs: number): SampleRecord {
  const at = Object.keys(samples).indexOf(api);
  const { fields, change } = samples[api]?.(nowMs) ?? sampleOfAny(api);
  const touched = { Modified_Time: isoTime(nowMs) };
  return {
    id: `9900000000000000${String(at < 0 ? 50 : at + 1).padStart(2, '0')}`,
    fields: { ...fields, Owner: owner, Created_Time: isoTime(nowMs), ...touched },
    change: { ...change, ...touched },
  };
}
