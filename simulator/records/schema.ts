import { type SimModule } from './modules.js';

const everyModule = [
  'Owner',
  'Created_By',
  'Modified_By',
  'Created_Time',
  'Modified_Time',
  'Tag',
  'Record_Status__s',
  'Locked__s',
] as const;

const activity = ['What_Id', 'Who_Id', '$se_module', 'Description'] as const;

const fieldsByModule: Readonly<Record<SimModule, readonly string[]>> = {
  Accounts: [
    'Account_Name',
    'Website',
    'Phone',
    'Industry',
    'Annual_Revenue',
    'Account_Type',
    'Employees',
    'Rating',
    'Billing_Street',
    'Billing_City',
    'Billing_State',
    'Billing_Code',
    'Billing_Country',
    'Description',
    'Parent_Account',
    'Account_Status',
    'Health_Score',
  ],
  Contacts: [
    'First_Name',
    'Last_Name',
    'Full_Name',
    'Email',
    'Phone',
    'Mobile',
    'Title',
    'Department',
    'Mailing_Street',
    'Mailing_City',
    'Mailing_State',
    'Mailing_Zip',
    'Mailing_Country',
    'Account_Name',
    'Reporting_To',
    'Lead_Source',
    'Description',
  ],
  Deals: [
    'Deal_Name',
    'Account_Name',
    'Contact_Name',
    'Stage',
    'Amount',
    'Closing_Date',
    'Probability',
    'Expected_Revenue',
    'Type',
    'Next_Step',
    'Lead_Source',
    'Description',
  ],
  Tasks: ['Subject', 'Status', 'Priority', 'Due_Date', 'Closed_Time', ...activity],
  Events: [
    'Event_Title',
    'Start_DateTime',
    'End_DateTime',
    'All_day',
    'Venue',
    'Participants',
    ...activity,
  ],
  Calls: [
    'Subject',
    'Call_Type',
    'Call_Status',
    'Call_Start_Time',
    'Call_Duration',
    'Call_Duration_in_seconds',
    'Call_Purpose',
    'Call_Result',
    'Call_Agenda',
    ...activity,
  ],
  Notes: ['Note_Title', 'Note_Content', 'Parent_Id', '$se_module'],
  Leads: [
    'First_Name',
    'Last_Name',
    'Full_Name',
    'Company',
    'Designation',
    'Email',
    'Phone',
    'Website',
    'Lead_Source',
    'Lead_Status',
    'Industry',
    'Annual_Revenue',
    'No_of_Employees',
    'Description',
    'Converted__s',
    'Converted_Date_Time',
    'Converted_Account',
    'Converted_Contact',
    'Converted_Deal',
  ],
  Products: [
    'Product_Name',
    'Product_Code',
    'Product_Active',
    'Unit_Price',
    'Qty_in_Stock',
    'Description',
  ],
  Vehicles: [
    'Name',
    'Account',
    'Status',
    'Price',
    'Bought_On',
    'Services',
    'Drivers',
    'Description',
  ],
};

/** Modules that the organisation made itself. */
export const customModules: readonly SimModule[] = ['Vehicles'];

/** All fields of a module. */
export function fieldNamesOf(module: SimModule): readonly string[] {
  return [...(fieldsByModule[module] ?? []), ...everyModule];
}

const nameFieldByModule: Readonly<Record<SimModule, string>> = {
  Accounts: 'Account_Name',
  Contacts: 'Full_Name',
  Deals: 'Deal_Name',
  Tasks: 'Subject',
  Events: 'Event_Title',
  Calls: 'Subject',
  Notes: 'Note_Title',
  Leads: 'Full_Name',
  Products: 'Product_Name',
  Vehicles: 'Name',
};

/** Zoho's ids of the modules, as they appear in channels and in a note's parent. */
export const moduleIds: Readonly<Record<SimModule, string>> = {
  Accounts: '554023000000000129',
  Contacts: '554023000000000130',
  Deals: '554023000000000131',
  Tasks: '554023000000000132',
  Events: '554023000000000133',
  Calls: '554023000000000134',
  Notes: '554023000000000135',
  Leads: '554023000000000136',
  Products: '554023000000000137',
  Vehicles: '554023000000000138',
};

/** Cut to 500 characters in lists (Zoho: "Get Records"). */
const richTextFields: ReadonlySet<string> = new Set(['Description', 'Note_Content', 'Call_Agenda']);

export const richTextLengthInLists = 500;

export function isRichText(field: string): boolean {
  return richTextFields.has(field);
}

/** The field that holds what a record is called; lookups show it. */
export function nameFieldOf(module: SimModule): string {
  return nameFieldByModule[module] ?? 'Name';
}

/** A record of the module with nothing filled in. */
export function blankFields(module: SimModule): Record<string, unknown> {
  const blank: Record<string, unknown> = {};
  for (const field of [...everyModule, ...(fieldsByModule[module] ?? [])]) blank[field] = null;
  blank['Tag'] = [];
  blank['Locked__s'] = false;
  blank['Record_Status__s'] = 'Available';
  if (module === 'Events') {
    blank['Participants'] = [];
    blank['All_day'] = false;
  }
  return blank;
}
