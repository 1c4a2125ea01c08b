import { type CrmRecord } from '../../crm/crm-record.js';
import { recordKey } from '../../crm/record-ref.js';
import { type DocumentFacts, type Fact, type FactState } from '../../memory/document-facts.js';
import { alwaysOpen, type Kind } from '../kinds/kind.js';
import { kindOf } from '../kinds/kinds.js';
import { namedRecordsOf } from '../render/record-links.js';
import { recordName, nameText } from '../render/record-name.js';
import { extraFieldLabel } from '../text/field-label.js';
import { inlineText } from '../text/plain-text.js';
import { factContent, untypedContent } from './fact-value.js';

/** What facts are made with besides the record. Labels and types of the organisation's own go in here. */
export interface FactContext {
  /** Fields besides those of the kind, by API name. */
  readonly extraFields: readonly string[];
  /** The organisation's own currency, an ISO 4217 code, where it is known. */
  readonly currency?: string | undefined;
}

/** Zoho's own, not the record's: `$se_module`, `$approval`; and what changes with every touch. */
const unwanted = /^\$|^(?:id|Modified_Time|Modified_By|Last_Activity_Time)$/;

/** The record as typed facts; the same record and context give the same facts. */
export function factsOf(record: CrmRecord, context: FactContext): DocumentFacts {
  const kind = kindOf(record.api);
  const fields = kind.understood?.(record.fields) ?? record.fields;
  const understood = { ...record, fields };
  const state = stateOf(kind, fields);
  const facts = [...knownFacts(understood, context), ...otherFacts(understood, context)];
  const named = kind.parentOf(fields);
  const parent = named === undefined ? undefined : recordKey(named.ref);
  const links = namedRecordsOf(understood).map(({ ref }) => recordKey(ref));
  return {
    api: record.api,
    kind: kind.noun,
    name: recordName(understood),
    fields: facts,
    state,
    due: state === undefined ? undefined : dateIn(facts, kind.dateField),
    account: accountOf(understood, facts),
    parent,
    links: [...new Set(parent === undefined ? links : [parent, ...links])],
  };
}

function stateOf(kind: Kind, fields: CrmRecord['fields']): FactState | undefined {
  if (kind.stateOf === alwaysOpen) return undefined;
  const { open, outcome } = kind.stateOf(fields);
  return open ? 'open' : (outcome ?? 'closed');
}

function dateIn(facts: readonly Fact[], name: string): string | undefined {
  const date = facts.find(({ field }) => field === name);
  return date?.type === 'day' || date?.type === 'time' ? String(date.value) : undefined;
}

function knownFacts({ api, fields }: CrmRecord, { currency }: FactContext): readonly Fact[] {
  return kindOf(api).fields.flatMap((field) => {
    const content = factContent(field, { fields, currency });
    return content === undefined ? [] : [{ field: field.api, label: field.label, ...content }];
  });
}

/** The fields that the settings name; of a kind that nobody wrote a file for, all that have a value. */
function otherFacts(record: CrmRecord, { extraFields, currency }: FactContext): readonly Fact[] {
  const { api, fields } = record;
  const known = new Set(kindOf(api).fields.map((field) => field.api));
  const all = known.size === 0 ? Object.keys(fields).filter((name) => !unwanted.test(name)) : [];
  const others = [...new Set([...extraFields, ...all])].filter((name) => !known.has(name));
  return others.flatMap((name) => {
    if (!Object.hasOwn(fields, name)) return [];
    const label = inlineText(extraFieldLabel(name), 100);
    const content = untypedContent({ api: name, label, kind: 'text' }, { fields, currency });
    return content === undefined ? [] : [{ field: name, label, ...content }];
  });
}

function accountOf(record: CrmRecord, facts: readonly Fact[]): DocumentFacts['account'] {
  if (record.module === 'Accounts') return { id: record.id, name: recordName(record) };
  const named = facts.find(({ type, module }) => type === 'link' && module === 'Accounts');
  if (named?.id === undefined) return undefined;
  return { id: named.id, name: nameText(String(named.value)) };
}
