import { type CrmRecord } from '../../src/crm/crm-record.js';
import { type ApiModule, crmModuleOf } from '../../src/crm/modules.js';

export const owner = { name: 'Patricia Boyle', id: '4108', email: 'pb@example.com' };
const acme = { name: 'Acme', id: '1001' };
export const times = {
  Created_Time: '2026-05-14T11:36:13+03:00',
  Modified_Time: '2026-05-15T09:00:00+03:00',
};

/** A record as it was read. */
export function record(api: ApiModule, id: string, fields: Record<string, unknown>): CrmRecord {
  return { module: crmModuleOf(api), api, id, modifiedAtMs: 0, fields };
}

/** Records of every API module, and their documents to the byte. */
export const goldenDocuments: readonly (readonly [CrmRecord, string])[] = [
  [
    record('Accounts', '1001', {
      ...times,
      Account_Name: 'Acme',
      Account_Status: 'Active',
      Health_Score: 85,
      Industry: 'Manufacturing',
      Parent_Account: { name: 'Acme Holding', id: '1000' },
      Owner: owner,
      Annual_Revenue: 2500000,
      Currency: 'EUR',
      Employees: 120,
      Website: 'https://acme.example',
      Phone: '+49 30 1234',
      Billing_Street: 'Hauptstr. 1\nHinterhaus',
      Billing_City: 'Berlin',
      Tag: [{ name: 'VIP', id: '9', color_code: null }],
      Description: 'Founded 1949.\n\nMakes everything.',
    }),
    `# Account: Acme (Accounts/1001)

Zoho CRM record Accounts/1001

- Account name: Acme
- Account status: Active
- Health score: 85
- Industry: Manufacturing
- Parent account: Acme Holding (Accounts/1000)
- Owner: Patricia Boyle (4108)
- Annual revenue: 2500000 EUR
- Currency: EUR
- Employees: 120
- Website: https://acme.example
- Phone: +49 30 1234
- Billing street: Hauptstr. 1 Hinterhaus
- Billing city: Berlin
- Tags: VIP
- Created at: 2026-05-14T08:36:13Z

## Description

> Founded 1949.
>
> Makes everything.
`,
  ],
  [
    record('Contacts', '2001', {
      First_Name: 'John',
      Last_Name: 'Butt',
      Account_Name: acme,
      Title: 'CTO',
      Reporting_To: { name: 'Jo Li', id: '2002' },
      Email: 'john@acme.example',
      Email_Opt_Out: false,
      Mailing_Zip: '10115',
    }),
    `# Contact: John Butt (Contacts/2001)

Zoho CRM record Contacts/2001

- First name: John
- Last name: Butt
- Account: Acme (Accounts/1001)
- Job title: CTO
- Reports to: Jo Li (Contacts/2002)
- Email: john@acme.example
- Opted out of email: no
- Mailing postal code: 10115
`,
  ],
  [
    record('Deals', '3001', {
      Deal_Name: 'Acme renewal',
      Account_Name: acme,
      Contact_Name: { name: 'John Butt', id: '2001' },
      Stage: 'Negotiation/Review',
      Amount: 12000.5,
      Probability: 90,
      Closing_Date: '2026-06-30',
      Owner: owner,
    }),
    `# Deal: Acme renewal (Deals/3001)

Zoho CRM record Deals/3001

- Deal name: Acme renewal
- Account: Acme (Accounts/1001)
- Contact: John Butt (Contacts/2001)
- Owner: Patricia Boyle (4108)
- Stage: Negotiation/Review
- Amount: 12000.5
- Probability (%): 90
- Closing date: 2026-06-30
`,
  ],
  [
    record('Tasks', '4001', {
      Subject: 'Complete CRM Getting Started steps',
      Status: 'Completed',
      Priority: 'Highest',
      Due_Date: '2026-05-14',
      What_Id: { name: 'Benton', id: '3002' },
      $se_module: 'Deals',
      Who_Id: { name: 'John Butt (Sample)', id: '2001' },
      Closed_Time: null,
      Tag: [],
      Locked__s: false,
      Description: 'Get approval for price quote',
    }),
    `# Task: Complete CRM Getting Started steps (Tasks/4001)

Zoho CRM record Tasks/4001

- Subject: Complete CRM Getting Started steps
- Status: Completed
- Priority: Highest
- Due date: 2026-05-14
- Related to: Benton (Deals/3002)
- Contact: John Butt (Sample) (Contacts/2001)

## Description

> Get approval for price quote
`,
  ],
  [
    record('Notes', '5001', {
      Note_Title: 'Follow up call',
      Note_Content: 'Wants 10 %.\r\nDecides in June.',
      Parent_Id: { module: { api_name: 'Contacts', id: '129' }, name: 'John Butt', id: '2001' },
      Owner: owner,
      Created_Time: '2023-10-24T15:32:55+05:30',
    }),
    `# Note: Follow up call (Notes/5001)

Zoho CRM record Notes/5001

- Note title: Follow up call
- Note on: John Butt (Contacts/2001)
- Owner: Patricia Boyle (4108)
- Created at: 2023-10-24T10:02:55Z

## Note

> Wants 10 %.
> Decides in June.
`,
  ],
  [
    record('Events', '6001', {
      Event_Title: 'Kick-off',
      Start_DateTime: '2026-05-14T11:00:00+03:00',
      End_DateTime: '2026-05-14T12:00:00+03:00',
      All_day: false,
      Venue: 'Room 1',
      What_Id: { name: 'Some lead', id: '77' },
      $se_module: 'Leads',
      Participants: [
        { name: 'John Butt', Email: 'john@acme.example', invited: true, type: 'contact' },
        { name: null, Email: 'x@example.com', type: 'email' },
      ],
    }),
    `# Meeting: Kick-off (Activities/6001)

Zoho CRM record Activities/6001

- Meeting title: Kick-off
- Starts at: 2026-05-14T08:00:00Z
- Ends at: 2026-05-14T09:00:00Z
- All day: no
- Venue: Room 1
- Related to: Some lead (77)
- Participants: John Butt (john@acme.example), x@example.com
`,
  ],
  [
    record('Calls', '7001', {
      Subject: 'Intro',
      Call_Type: 'Outbound',
      Call_Status: 'Completed',
      Call_Start_Time: '2026-05-14T11:36:13+03:00',
      Call_Duration: '62:05',
      Call_Duration_in_seconds: 3725,
      Call_Result: 'Interested',
      What_Id: acme,
      $se_module: 'Accounts',
    }),
    `# Call: Intro (Activities/7001)

Zoho CRM record Activities/7001

- Subject: Intro
- Call type: Outbound
- Call status: Completed
- Starts at: 2026-05-14T08:36:13Z
- Duration: 1 h 2 min 5 s
- Result: Interested
- Related to: Acme (Accounts/1001)
`,
  ],
];
