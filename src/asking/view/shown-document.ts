import { recordKey } from '../../crm/record-ref.js';
import { type DocumentFacts, type Fact } from '../../memory/document-facts.js';
import { type StoredDocument } from '../../memory/memory-document.js';
import { type Sight } from './sight.js';

const masked = '***';
const unnamed = '(hidden)';

/** A document as somebody may see it. */
export interface ShownDocument {
  readonly document: StoredDocument;
  /** By what it may be found: what stands for something hidden is left out. */
  readonly searched: string;
}

/**
 * What of a document may be seen; undefined where nothing may. Where something of the CRM is hidden, the text is made
 * anew of the facts that may be seen and of the record's own long texts: what it says of other records, and what no fact
 * accounts for, is left out.
 */
export function shownDocument(document: StoredDocument, sight: Sight): ShownDocument | undefined {
  if (sight.isWhole) return { document, searched: document.body };
  const { module, id, facts } = document;
  if (!sight.view.shows(module) || facts === undefined) return undefined;
  const shown = shownFacts(facts, sight);
  const title = sight.showsNamesOf(facts.api) ? document.title : `${facts.kind} ${id}`;
  const texts = longTexts(document.body, facts, shown);
  const head = `# ${title}\n\nZoho CRM record ${recordKey(document)}`;
  const textOf = (fields: readonly Fact[]): string => {
    const short = fields.filter((fact) => !texts.has(fact.label));
    const lines = short.map((fact) => `- ${fact.label}: ${factText(fact)}`).join('\n');
    return `${[head, lines, ...texts.values()].filter(Boolean).join('\n\n')}\n`;
  };
  return {
    document: { ...document, title, body: textOf(shown), facts: stated(facts, shown, sight) },
    searched: textOf(shown.filter(({ value }) => value !== masked && value !== unnamed)),
  };
}

/** With nothing in it but what may be seen. */
function stated(facts: DocumentFacts, fields: readonly Fact[], sight: Sight): DocumentFacts {
  const { api, kind, state, due } = facts;
  return {
    ...{ api, kind, fields, account: undefined, parent: undefined, links: linksOf(fields) },
    name: sight.showsNamesOf(api) ? facts.name : '',
    state: sight.showsStateOf(api) ? state : undefined,
    due: sight.showsDueOf(api) ? due : undefined,
  };
}

function linksOf(fields: readonly Fact[]): DocumentFacts['links'] {
  return fields.flatMap(({ type, module, id }) =>
    type === 'link' && module !== undefined && id !== undefined ? [recordKey({ module, id })] : [],
  );
}

function shownFacts({ api, fields }: DocumentFacts, sight: Sight): readonly Fact[] {
  const hidesCurrency = sight.hiding(api, { api: 'Currency', label: 'Currency' }) !== undefined;
  return fields.flatMap((fact) => {
    const named = { api: fact.field, label: fact.label };
    const { field, label, type } = fact;
    const hiding = sight.hiding(api, named);
    if (hiding === 'omit') return [];
    if (hiding === 'mask') return [{ field, label, type: 'text', value: masked }];
    if (sight.isLink(api, named, type)) return [linkShown(fact, sight)];
    if (type === 'list' && !sight.mayBeAskedBy(api, named, type)) {
      return [{ field, label, type: 'text', value: unnamed }];
    }
    return [hidesCurrency ? withoutCurrency(fact) : fact];
  });
}

function linkShown(fact: Fact, sight: Sight): Fact {
  const { field, label, type, id, module } = fact;
  if (sight.mayName(module)) return fact;
  const known = module !== undefined && id !== undefined && sight.view.shows(module);
  return { field, label, type, value: unnamed, ...(known ? { id, module } : {}) };
}

function withoutCurrency({ field, label, value, ...fact }: Fact): Fact {
  return fact.type === 'money'
    ? { field, label, value, type: 'number' }
    : { ...fact, field, label, value };
}

function factText({ value, currency, unit }: Fact): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  return [text, currency ?? unit].filter(Boolean).join(' ');
}

/**
 * The record's own long texts by the label of their field: quoted sections, as nothing else in a document is. Of a label
 * that is also a hidden field's, none.
 */
function longTexts(
  body: string,
  { fields }: DocumentFacts,
  shown: readonly Fact[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const section of body.split(/\n\n(?=## )/).slice(1)) {
    const [heading = '', ...lines] = section.trimEnd().split('\n');
    const label = heading.slice('## '.length);
    const same = fields.filter((fact) => fact.label === label);
    const isShown = same.length === 1 && shown.some((fact) => fact === same[0]);
    const isQuote = lines.every((line) => line === '' || line.startsWith('>'));
    if (isShown && isQuote) found.set(label, section.trimEnd());
  }
  return found;
}

/** Whether a document, as it is shown, names one of these records. */
export function namesOneOf({ facts }: StoredDocument, keys: ReadonlySet<string>): boolean {
  return facts?.links.some((key) => keys.has(key)) === true;
}
