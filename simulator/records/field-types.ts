import { type SimModule } from './modules.js';

/** A field as the settings of the organisation describe it. */
export interface SimField {
  readonly api: string;
  readonly label: string;
  /** Zoho's `data_type`. */
  readonly type: string;
  /** The module that a lookup points to. */
  readonly target?: SimModule;
  /** The module that holds the rows of a subform. */
  readonly rows?: string;
  readonly values?: readonly string[];
}

const typesByField: Readonly<Record<string, string>> = {
  Owner: 'ownerlookup',
  Created_By: 'ownerlookup',
  Modified_By: 'ownerlookup',
  Created_Time: 'datetime',
  Modified_Time: 'datetime',
  Start_DateTime: 'datetime',
  End_DateTime: 'datetime',
  Call_Start_Time: 'datetime',
  Closed_Time: 'datetime',
  Due_Date: 'date',
  Closing_Date: 'date',
  Bought_On: 'date',
  Serviced_On: 'date',
  Tag: 'multiselectpicklist',
  All_day: 'boolean',
  Locked__s: 'boolean',
  Product_Active: 'boolean',
  Annual_Revenue: 'currency',
  Amount: 'currency',
  Expected_Revenue: 'currency',
  Unit_Price: 'currency',
  Price: 'currency',
  Cost: 'currency',
  Probability: 'integer',
  Employees: 'integer',
  No_of_Employees: 'integer',
  Health_Score: 'integer',
  Qty_in_Stock: 'integer',
  Description: 'textarea',
  Note_Content: 'textarea',
  Call_Agenda: 'textarea',
  Stage: 'picklist',
  Status: 'picklist',
  Lead_Status: 'picklist',
  Lead_Source: 'picklist',
  Industry: 'picklist',
  Email: 'email',
  Phone: 'phone',
  Mobile: 'phone',
  Website: 'website',
  Account: 'lookup',
  Parent_Account: 'lookup',
  Contact_Name: 'lookup',
  Reporting_To: 'lookup',
  Services: 'subform',
  Drivers: 'multiselectlookup',
};

const targets: Readonly<Record<string, SimModule>> = {
  Account: 'Accounts',
  Parent_Account: 'Accounts',
  Contact_Name: 'Contacts',
  Reporting_To: 'Contacts',
  Drivers: 'Contacts',
};

/** Fields that only single reads have ("Get Records": subforms and multi-select lookups). */
const notInLists: ReadonlySet<string> = new Set(['Services', 'Drivers']);

export function isInLists(field: string): boolean {
  return !notInLists.has(field);
}

/** Fields of the rows of a subform, which is a module of its own. */
export const rowModules: Readonly<Record<string, readonly string[]>> = {
  Services: ['Serviced_On', 'Workshop', 'Cost'],
};

/** A field with the label that Zoho gives it. */
export function simField(module: SimModule, api: string): SimField {
  const isAccount = api === 'Account_Name' && module !== 'Accounts';
  const target = isAccount ? 'Accounts' : targets[api];
  return {
    api,
    label: api.replace(/__[sc]$/, '').replaceAll('_', ' '),
    type: isAccount ? 'lookup' : (typesByField[api] ?? 'text'),
    ...(target === undefined ? {} : { target }),
    ...(api in rowModules ? { rows: api } : {}),
  };
}
