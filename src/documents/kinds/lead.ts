import { conversionFields } from '../../crm/conversion.js';
import { created, description, field, type Field, owner, tags } from './parts/field.js';
import { alwaysOpen, type Kind } from './parts/kind.js';
import { personName } from './parts/person-name.js';
import { shortText, userName } from './parts/summary-part.js';

const fields: readonly Field[] = [
  field('Salutation', 'Salutation'),
  field('First_Name', 'First name'),
  field('Last_Name', 'Last name'),
  field('Company', 'Company'),
  field('Designation', 'Job title'),
  field('Lead_Status', 'Lead status', 'choice'),
  field('Lead_Source', 'Lead source', 'choice'),
  field('Rating', 'Rating'),
  owner,
  field('Email', 'Email'),
  field('Secondary_Email', 'Secondary email'),
  field('Email_Opt_Out', 'Opted out of email', 'boolean'),
  field('Phone', 'Phone'),
  field('Mobile', 'Mobile'),
  field('Fax', 'Fax'),
  field('Website', 'Website'),
  field('Industry', 'Industry'),
  field('Annual_Revenue', 'Annual revenue', 'money'),
  field('Currency', 'Currency'),
  field('No_of_Employees', 'Employees', 'number'),
  field('Street', 'Street'),
  field('City', 'City'),
  field('State', 'State'),
  field('Zip_Code', 'Postal code'),
  field('Country', 'Country'),
  field('Skype_ID', 'Skype'),
  field('Twitter', 'Twitter'),
  tags,
  ...created,
  description,
];

/** Somebody who may become a customer: of a company that isn't an account yet, so it belongs to nothing. */
export const lead: Kind = {
  noun: 'Lead',
  fields,
  otherLabels: { Title: 'Designation', 'No. of Employees': 'No_of_Employees' },
  unseenFields: conversionFields,
  nameFields: ['Full_Name', 'Company'],
  nameOf: personName,
  dateField: 'Created_Time',
  stateOf: alwaysOpen,
  stateFields: [],
  parentOf: () => undefined,
  summaryOf: (record) => [
    ['company', shortText(record['Company'])],
    ['status', shortText(record['Lead_Status'])],
    ['owner', userName(record['Owner'])],
  ],
  section: undefined,
};
