import {
  address,
  convertedFrom,
  created,
  customField,
  description,
  field,
  type Field,
  lookup,
  owner,
  tags,
} from './parts/field.js';
import { alwaysOpen, type Kind } from './parts/kind.js';

const fields: readonly Field[] = [
  field('Account_Name', 'Account name'),
  // Of the organisations this service was made for; elsewhere they are absent and so not rendered.
  customField('Account_Status', 'Account status'),
  customField('Health_Score', 'Health score', 'number'),
  field('Account_Type', 'Account type'),
  field('Industry', 'Industry'),
  field('Rating', 'Rating'),
  field('Ownership', 'Ownership'),
  lookup('Parent_Account', 'Parent account', 'Accounts'),
  convertedFrom,
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

/** An account: nothing is above it, and its document ends with what belongs to it. */
export const account: Kind = {
  noun: 'Account',
  fields,
  nameFields: ['Account_Name'],
  dateField: 'Created_Time',
  stateOf: alwaysOpen,
  stateFields: [],
  parentOf: () => undefined,
  summaryOf: () => [],
  section: undefined,
};
