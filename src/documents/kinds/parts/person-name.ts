import { type RecordFields } from './kind.js';

/** First and last name; the full name is made of them by the CRM and may lag behind where changes come in parts. */
export function personName(fields: RecordFields): string {
  if (typeof fields['Last_Name'] !== 'string') return '';
  const parts = [fields['First_Name'], fields['Last_Name']];
  return parts.filter((part) => typeof part === 'string').join(' ');
}
