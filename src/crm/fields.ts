import { type ApiModule, type CrmModule } from './modules.js';

/** How a field's value is read by people. */
export type FieldKind =
  | 'text'
  | 'longText'
  | 'number'
  | 'money'
  | 'date'
  | 'dateTime'
  | 'boolean'
  | 'lookup'
  | 'list'
  /** A number of seconds. */
  | 'duration';

/** A CRM field worth remembering: its API name, its label for people, and how its value reads. */
export interface Field {
  readonly api: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** The module a lookup always points to, where it is one of ours. */
  readonly target?: CrmModule;
}

function field(api: string, label: string, kind: FieldKind = 'text'): Field {
  return { api, label, kind };
}

function lookup(api: string, label: string, target?: CrmModule): Field {
  return target === undefined
    ? { api, label, kind: 'lookup' }
    : { api, label, kind: 'lookup', target };
}

function address(prefix: string, code = 'Code'): readonly Field[] {
  return [
    field(`${prefix}_Street`, `${prefix} street`),
    field(`${prefix}_City`, `${prefix} city`),
    field(`${prefix}_State`, `${prefix} state`),
    field(`${prefix}_${code}`, `${prefix} postal code`),
    field(`${prefix}_Country`, `${prefix} country`),
  ];
}

/** What an activity is about: a record of a module named beside it (`$se_module`), and a person. */
const about = [lookup('What_Id', 'Related to'), lookup('Who_Id', 'Contact', 'Contacts')];

const owner = lookup('Owner', 'Owner');

const created = [
  lookup('Created_By', 'Created by'),
  field('Created_Time', 'Created at', 'dateTime'),
];

const tags = field('Tag', 'Tags', 'list');

const description = field('Description', 'Description', 'longText');

const accounts: readonly Field[] = [
  field('Account_Name', 'Account name'),
  // Custom fields of the organisations this service was made for; elsewhere they are absent and so not rendered.
  field('Account_Status', 'Account status'),
  field('Health_Score', 'Health score', 'number'),
  field('Account_Type', 'Account type'),
  field('Industry', 'Industry'),
  field('Rating', 'Rating'),
  field('Ownership', 'Ownership'),
  lookup('Parent_Account', 'Parent account', 'Accounts'),
  owner,
  field('Annual_Revenue', 'Annual revenue', 'money'),
  field('Currency', 'Currency'),
  field('Employees', 'Employees', 'number'),
  field('Account_Number', 'Account number', 'number'),
  field('Account_Site', 'Site'),
  field('Ticker_Symbol', 'Ticker symbol'),
  field('SIC_Code', 'SIC code', 'number'),
  field('Website', 'Website'),
  field('Phone', 'Phone'),
  field('Fax', 'Fax'),
  ...address('Billing'),
  ...address('Shipping'),
  field('Territories', 'Territories', 'list'),
  tags,
  ...created,
  description,
];

/** Birth date and home phone are left out on purpose: personal facts are remembered only where someone asks for it. */
const contacts: readonly Field[] = [
  field('Salutation', 'Salutation'),
  field('First_Name', 'First name'),
  field('Last_Name', 'Last name'),
  lookup('Account_Name', 'Account', 'Accounts'),
  field('Title', 'Job title'),
  field('Department', 'Department'),
  lookup('Reporting_To', 'Reports to', 'Contacts'),
  owner,
  field('Email', 'Email'),
  field('Secondary_Email', 'Secondary email'),
  field('Email_Opt_Out', 'Opted out of email', 'boolean'),
  field('Phone', 'Phone'),
  field('Mobile', 'Mobile'),
  field('Other_Phone', 'Other phone'),
  field('Fax', 'Fax'),
  field('Assistant', 'Assistant'),
  field('Asst_Phone', 'Assistant phone'),
  field('Skype_ID', 'Skype'),
  field('Twitter', 'Twitter'),
  field('Lead_Source', 'Lead source'),
  ...address('Mailing', 'Zip'),
  ...address('Other', 'Zip'),
  tags,
  ...created,
  description,
];

const deals: readonly Field[] = [
  field('Deal_Name', 'Deal name'),
  lookup('Account_Name', 'Account', 'Accounts'),
  lookup('Contact_Name', 'Contact', 'Contacts'),
  owner,
  field('Stage', 'Stage'),
  field('Pipeline', 'Pipeline'),
  field('Amount', 'Amount', 'money'),
  field('Expected_Revenue', 'Expected revenue', 'money'),
  field('Currency', 'Currency'),
  field('Probability', 'Probability (%)', 'number'),
  field('Closing_Date', 'Closing date', 'date'),
  field('Type', 'Type'),
  field('Next_Step', 'Next step'),
  field('Reason_For_Loss__s', 'Reason for loss'),
  field('Lead_Source', 'Lead source'),
  lookup('Campaign_Source', 'Campaign'),
  tags,
  ...created,
  description,
];

const tasks: readonly Field[] = [
  field('Subject', 'Subject'),
  field('Status', 'Status'),
  field('Priority', 'Priority'),
  field('Due_Date', 'Due date', 'date'),
  ...about,
  owner,
  field('Closed_Time', 'Closed at', 'dateTime'),
  tags,
  ...created,
  description,
];

const notes: readonly Field[] = [
  field('Note_Title', 'Note title'),
  lookup('Parent_Id', 'Note on'),
  owner,
  ...created,
  field('Note_Content', 'Note', 'longText'),
];

const events: readonly Field[] = [
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

const calls: readonly Field[] = [
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

const fieldsByModule: Readonly<Record<ApiModule, readonly Field[]>> = {
  Accounts: accounts,
  Contacts: contacts,
  Deals: deals,
  Tasks: tasks,
  Notes: notes,
  Events: events,
  Calls: calls,
};

/**
 * The fields of a module that every organisation has and an assistant can use, in the order they are read; at most 45,
 * so that a call (50 fields at most) has room for `Modified_Time`, `$se_module` and fields of the organisation's own.
 *
 * `Modified_Time`, `Modified_By` and `Last_Activity_Time` aren't among them: they change with every touch, and a
 * document that showed them would be written to memory again though nothing else in it changed.
 */
export function fieldsOf(api: ApiModule): readonly Field[] {
  return fieldsByModule[api];
}
