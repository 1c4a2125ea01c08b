import {
  address,
  convertedFrom,
  created,
  description,
  field,
  type Field,
  lookup,
  owner,
  tags,
} from './parts/field.js';
import { alwaysOpen, type Kind } from './parts/kind.js';
import { namedRecord } from './parts/named-record.js';
import { personName } from './parts/person-name.js';
import { shortText } from './parts/summary-part.js';

/** Birth date and home phone are left out on purpose: personal facts are remembered only where someone asks for it. */
const fields: readonly Field[] = [
  field('Salutation', 'Salutation'),
  field('First_Name', 'First name'),
  field('Last_Name', 'Last name'),
  lookup('Account_Name', 'Account', 'Accounts'),
  field('Title', 'Job title'),
  field('Department', 'Department'),
  lookup('Reporting_To', 'Reports to', 'Contacts'),
  owner,
  convertedFrom,
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

/** A person, as a rule of an account. */
export const contact: Kind = {
  noun: 'Contact',
  fields,
  nameFields: ['Full_Name'],
  nameOf: personName,
  dateField: 'Created_Time',
  stateOf: alwaysOpen,
  stateFields: [],
  parentOf: (fields) => namedRecord('Accounts', fields['Account_Name']),
  summaryOf: (fields) => [
    ['job title', shortText(fields['Title'])],
    ['email', shortText(fields['Email'])],
    ['phone', shortText(fields['Phone']) ?? shortText(fields['Mobile'])],
    ['department', shortText(fields['Department'])],
  ],
  section: { heading: 'Contacts', order: 'by title', atMost: 50 },
};
