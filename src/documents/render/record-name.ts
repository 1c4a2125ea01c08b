import { type CrmRecord } from '../../crm/crm-record.js';
import { recordKey } from '../../crm/record-ref.js';
import { type Kind } from '../kinds/parts/kind.js';
import { kindOf } from '../kinds/kinds.js';
import { inlineText } from '../text/plain-text.js';

const maxNameLength = 120;
const maxExcerptLength = 60;

/** A name as part of one line. */
export function nameText(name: string): string {
  return inlineText(name, maxNameLength);
}

/** The name people gave the record, as part of one line; empty where it has none. */
export function recordName({ api, fields }: CrmRecord, kind = kindOf(api)): string {
  const { nameOf, nameFields } = kind;
  const made = nameText(nameOf?.(fields) ?? '');
  if (made !== '') return made;
  for (const field of nameFields) {
    const value = fields[field];
    const name = typeof value === 'string' ? nameText(value) : '';
    if (name !== '') return name;
  }
  return '';
}

/** `Deal: Acme renewal (Deals/5)`, one of a kind thanks to the id; `Contact 5` where there is no name. */
export function recordTitle(record: CrmRecord, kind = kindOf(record.api)): string {
  const { noun } = kind;
  const name = recordName(record, kind) || excerptOf(record, kind);
  return name === '' ? `${noun} ${record.id}` : `${noun}: ${name} (${recordKey(record)})`;
}

/** Most notes have no title; their first words serve. */
function excerptOf({ fields }: CrmRecord, { excerptField }: Kind): string {
  const text = excerptField === undefined ? undefined : fields[excerptField];
  return typeof text === 'string' ? inlineText(text, maxExcerptLength) : '';
}
