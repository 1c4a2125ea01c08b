import { type ApiModule } from '../../crm/modules.js';
import { valueText } from '../text/value-text.js';
import { type Field, type FieldKind } from './parts/field.js';
import { alwaysOpen, type Kind, type RecordFields } from './parts/kind.js';
import { namedRecord, type NamedRecord } from './parts/named-record.js';
import { type Reading } from './parts/reading.js';
import { shortText, type SummaryPart } from './parts/summary-part.js';

/** Names that Zoho gives the name field of its own modules, and `Name`, which every custom module has. */
const usualNameFields = ['Name', 'Subject', 'Full_Name', 'Last_Name'];

/** `Products` is `Product`, `Price_Books` is `Price Book`: what the API name says where nothing else is known. */
export function nounFrom(api: ApiModule): string {
  const words = api.replaceAll('_', ' ').trim();
  return /[^s]s$/.test(words) ? words.slice(0, -1) : words;
}

/** A kind that nobody wrote a file for, with the fields that are known of it. */
export function genericKind(api: ApiModule, fields: readonly Field[] = []): Kind {
  const noun = nounFrom(api);
  return {
    noun,
    fields,
    ...(fields.length === 0 ? { takesAll: 'shown' } : {}),
    nameFields: [`${noun.replaceAll(' ', '_')}_Name`, ...usualNameFields],
    dateField: 'Created_Time',
    stateOf: alwaysOpen,
    stateFields: [],
    parentOf: (record) => accountOf(fields, record),
    summaryOf: (record, reading) => summaryParts(fields, record, reading),
    section: { heading: api.replaceAll('_', ' '), order: 'by title', atMost: 25 },
  };
}

/** The first account that it names. */
function accountOf(fields: readonly Field[], record: RecordFields): NamedRecord | undefined {
  const lookups = fields.filter(({ target, kind }) => target === 'Accounts' && kind === 'lookup');
  // As Zoho calls it in modules of its own, where nobody tells of the fields.
  const names = fields.length === 0 ? ['Account_Name'] : lookups.map(({ api }) => api);
  const found = names.map((api) => namedRecord('Accounts', record[api]));
  return found.find((named) => named !== undefined);
}

/** Types of which a value says much in few words, the most telling first. */
const telling: readonly FieldKind[] = ['choice', 'money', 'date', 'dateTime', 'number', 'boolean'];
const mostParts = 5;

function summaryParts(
  fields: readonly Field[],
  record: RecordFields,
  reading?: Reading,
): readonly SummaryPart[] {
  const filled = telling
    .flatMap((kind) =>
      fields.filter((field) => field.kind === kind && field.api !== 'Created_Time'),
    )
    .flatMap((field): readonly SummaryPart[] => {
      const text = shortText(valueText(field, record, reading));
      return text === undefined ? [] : [[field.label, text]];
    });
  return filled.slice(0, mostParts);
}

/** What changes with every touch, or is the CRM's own business. */
const unsteady: ReadonlySet<string> = new Set([
  ...['id', 'Modified_Time', 'Modified_By', 'Last_Activity_Time', 'Change_Log_Time__s'],
  ...['Locked__s', 'Record_Status__s', 'Record_Image', 'Layout', 'Exchange_Rate'],
  ...['Unsubscribed_Mode', 'Unsubscribed_Time', 'User_Modified_Time', 'System_Modified_Time'],
  ...['User_Related_Activity_Time', 'System_Related_Activity_Time', 'Last_Visited_Time'],
]);

/** Whether a field is never shown because somebody wants all of them. */
export function isUnsteady(api: string): boolean {
  return api.startsWith('$') || unsteady.has(api);
}
