import { type ApiModule } from '../../crm/modules.js';
import { alwaysOpen, type Kind } from './kind.js';

/** Names that Zoho gives the name field of its own modules, and `Name`, which every custom module has. */
const usualNameFields = ['Name', 'Subject', 'Full_Name', 'Last_Name'];

/** `Products` is `Product`, `Price_Books` is `Price Book`: what the API name says where nothing else is known. */
function nounFrom(api: ApiModule): string {
  const words = api.replaceAll('_', ' ').trim();
  return /[^s]s$/.test(words) ? words.slice(0, -1) : words;
}

/** A kind that nobody wrote a file for: all fields that have a value, under the name that it has in its name field. */
export function genericKind(api: ApiModule): Kind {
  const noun = nounFrom(api);
  return {
    noun,
    fields: [],
    nameFields: [`${noun.replaceAll(' ', '_')}_Name`, ...usualNameFields],
    dateField: 'Created_Time',
    stateOf: alwaysOpen,
    parentOf: () => undefined,
    summaryOf: () => [],
    section: undefined,
  };
}
