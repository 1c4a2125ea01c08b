import { type CrmRecord } from '../../crm/crm-record.js';
import { recordKey } from '../../crm/record-ref.js';
import { type DocumentFacts, type Fact, type FactState } from '../../memory/document-facts.js';
import { alwaysOpen, type Kind } from '../kinds/parts/kind.js';
import { kindOf } from '../kinds/kinds.js';
import { namedRecordsOf } from '../render/record-links.js';
import { recordName, nameText } from '../render/record-name.js';
import { type RenderContext } from '../render/render-record.js';
import { asUnderstood, shownFields } from '../render/understood.js';
import { factContent } from './fact-value.js';

/** The record as typed facts; the same record and context give the same facts. */
export function factsOf(record: CrmRecord, context: RenderContext): DocumentFacts {
  const kind = (context.kindOf ?? kindOf)(record.api);
  const understood = asUnderstood(record, kind);
  const { fields } = understood;
  const state = stateOf(kind, fields);
  const facts = shownFields(kind, fields).flatMap((field) => {
    const content = factContent(field, { fields, reading: context });
    return content === undefined ? [] : [{ field: field.api, label: field.label, ...content }];
  });
  const named = kind.parentOf(fields);
  const parent = named === undefined ? undefined : recordKey(named.ref);
  const links = namedRecordsOf(understood, kind, context).map(({ ref }) => recordKey(ref));
  return {
    api: record.api,
    kind: kind.noun,
    name: recordName(understood, kind),
    fields: facts,
    state,
    due: state === undefined ? undefined : dateIn(facts, kind.dateField),
    account: accountOf(understood, { facts, kind }),
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

function accountOf(
  record: CrmRecord,
  { facts, kind }: { readonly facts: readonly Fact[]; readonly kind: Kind },
): DocumentFacts['account'] {
  if (record.module === 'Accounts') return { id: record.id, name: recordName(record, kind) };
  const named = facts.find(({ type, module }) => type === 'link' && module === 'Accounts');
  if (named?.id === undefined) return undefined;
  return { id: named.id, name: nameText(String(named.value)) };
}
