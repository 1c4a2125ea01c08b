import { lookupFrom } from '../../../crm/crm-record.js';
import { recordKey } from '../../../crm/record-ref.js';
import { cutToBytes } from '../../text/json-bytes.js';
import { inlineText } from '../../text/plain-text.js';
import { shortTimeText } from '../../text/time-text.js';
import { plainValueText } from '../../text/value-text.js';
import { type NamedRecord } from './named-record.js';
import { type Reading } from './reading.js';

const maxPartBytes = 64;
const maxNameBytes = 40;
const maxExcerptBytes = 100;

/** One fact of the line that an account's document has of a record; a part without a text is left out. */
export type SummaryPart = readonly [label: string, text: string | undefined];

/** Any value in at most 64 bytes of JSON. */
export function shortText(value: unknown): string | undefined {
  const text = typeof value === 'string' ? inlineText(value, maxPartBytes) : plainValueText(value);
  return text === undefined || text === '' ? undefined : cutToBytes(text, maxPartBytes);
}

export function shortTime(value: unknown, reading?: Reading): string | undefined {
  return shortText(shortTimeText(value, reading?.timeZone));
}

/** A user by name alone: the id would take the room of another fact. */
export function userName(value: unknown): string | undefined {
  return shortText(lookupFrom(value)?.name);
}

/** The first words of a long text. */
export function excerpt(value: unknown): string | undefined {
  const text = typeof value === 'string' ? inlineText(value, maxExcerptBytes) : '';
  return text === '' ? undefined : cutToBytes(text, maxExcerptBytes);
}

/** `Acme renewal (Deals/5)`; undefined for no record. */
export function namedKey(named: NamedRecord | undefined): string | undefined {
  if (named === undefined) return undefined;
  const text = cutToBytes(inlineText(named.name ?? '', maxNameBytes), maxNameBytes);
  return text === '' ? recordKey(named.ref) : `${text} (${recordKey(named.ref)})`;
}

/** What a record belongs to, unless that is the account whose document this goes into. */
export function aboutText(parent: NamedRecord | undefined): string | undefined {
  return parent?.ref.module === 'Accounts' ? undefined : namedKey(parent);
}
