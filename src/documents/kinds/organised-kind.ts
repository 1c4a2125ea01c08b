import { type FieldChoice, noChoice } from '../../crm/field-choice.js';
import { type ApiModule, type CrmModule } from '../../crm/modules.js';
import { type FieldMetadata, type ModuleMetadata } from '../../metadata/module-metadata.js';
import { inlineText } from '../text/plain-text.js';
import { fieldLabel } from '../text/value-text.js';
import { type Field, type FieldKind } from './parts/field.js';
import { genericKind, isUnsteady, nounFrom } from './generic.js';
import { alwaysOpen, type Kind, type StateMeaning } from './parts/kind.js';
import { isUsualKind, kindOf } from './kinds.js';

/** What an organisation makes of a module. */
interface Circumstances {
  /** Undefined where the CRM doesn't tell. */
  readonly metadata?: ModuleMetadata | undefined;
  readonly choice?: FieldChoice;
  /** Modules whose records are in memory: what others name can't be looked up. */
  readonly modules?: readonly CrmModule[];
}

/**
 * The kind as this organisation has it: with the fields that the settings want, under the organisation's own words, and
 * with what its picklists mean. Kinds of ours keep our words where the organisation has Zoho's own.
 */
export function organisedKind(api: ApiModule, circumstances: Circumstances): Kind {
  const { metadata, choice = noChoice } = circumstances;
  const known = metadata?.fields;
  const base = isUsualKind(api)
    ? withWordsOf(kindOf(api), known ?? [])
    : otherKind(api, circumstances);
  const has = new Set(base.fields.map((field) => field.api));
  const further = furtherFields(circumstances).filter((field) => !has.has(field.api));
  const isWanted = (field: Field): boolean => !choice.leftOut.includes(field.api);
  const meaning = meaningIn(known ?? []);
  return {
    ...base,
    fields: [...base.fields, ...further].filter(isWanted),
    ...(choice.all && known === undefined ? { takesAll: 'shown' } : {}),
    leftOut: choice.leftOut,
    // What never ends is known by it.
    stateOf: base.stateOf === alwaysOpen ? alwaysOpen : (fields) => base.stateOf(fields, meaning),
  };
}

/** Of a module that nobody wrote a kind for. */
function otherKind(api: ApiModule, circumstances: Circumstances): Kind {
  const { metadata, choice = noChoice } = circumstances;
  const kind = genericKind(api, genericFields(circumstances));
  const named = {
    ...kind,
    ...wordsFor(api, metadata),
    nameFields: nameFieldsIn(kind.nameFields, metadata?.fields),
  };
  if (metadata?.fields !== undefined) return named;
  const isExact = choice.named.length > 0 && !choice.all;
  return { ...named, takesAll: isExact ? 'fetched' : 'shown' };
}

function wordsFor(
  api: ApiModule,
  metadata: ModuleMetadata | undefined,
): Pick<Kind, 'noun' | 'section'> {
  const noun = inlineText(metadata?.singular ?? '', 60) || nounFrom(api);
  const heading = inlineText(metadata?.plural ?? '', 60) || api.replaceAll('_', ' ');
  return { noun, section: { heading, order: 'by title', atMost: 25 } };
}

/** The field that the CRM says it is, or those with usual names that there are. */
function nameFieldsIn(
  usual: readonly string[],
  known: readonly FieldMetadata[] | undefined,
): readonly string[] {
  const nameField = known?.find(({ isName }) => isName === true)?.api;
  if (nameField !== undefined) return [nameField];
  if (known === undefined) return usual;
  return usual.filter((name) => known.some(({ api }) => api === name));
}

/** Of a kind that nobody wrote down: exactly those that are named, beside the name; or all. */
function genericFields({
  metadata,
  choice = noChoice,
  modules = [],
}: Circumstances): readonly Field[] {
  const { all, named } = choice;
  if (metadata?.fields === undefined) return named.map(untyped);
  const name = metadata.fields.find(({ isName }) => isName === true)?.api;
  const isNamed = ({ api }: FieldMetadata): boolean => named.includes(api) || api === name;
  const wanted = all || named.length === 0 ? metadata.fields : metadata.fields.filter(isNamed);
  return wanted.filter(({ api }) => !isUnsteady(api)).map((field) => fieldFrom(field, modules));
}

/** Those that the settings want besides the kind's own. */
function furtherFields({
  metadata,
  choice = noChoice,
  modules = [],
}: Circumstances): readonly Field[] {
  const known = metadata?.fields ?? [];
  const named = choice.named.map((api) => {
    const found = known.find((field) => field.api === api);
    return found === undefined ? untyped(api) : fieldFrom(found, modules);
  });
  if (!choice.all) return named;
  const others = known.filter(({ api }) => !isUnsteady(api) && !choice.named.includes(api));
  return [...named, ...others.map((field) => fieldFrom(field, modules))];
}

function untyped(api: string): Field {
  return { api, label: fieldLabel(api), kind: 'untyped', isCustom: true };
}

/** How values of Zoho's data types are read; those of others, by what they look like. */
const kindsByType: ReadonlyMap<string, FieldKind> = new Map([
  ['text', 'text'],
  ['email', 'text'],
  ['phone', 'text'],
  ['website', 'text'],
  ['autonumber', 'text'],
  ['picklist', 'choice'],
  ['multiselectpicklist', 'list'],
  ['integer', 'number'],
  ['bigint', 'number'],
  ['double', 'number'],
  ['decimal', 'number'],
  ['percent', 'number'],
  ['currency', 'money'],
  ['date', 'date'],
  ['datetime', 'dateTime'],
  ['boolean', 'boolean'],
  ['lookup', 'lookup'],
  ['ownerlookup', 'lookup'],
  ['userlookup', 'lookup'],
  ['multiselectlookup', 'rows'],
  ['multiuserlookup', 'rows'],
  ['subform', 'rows'],
]);

function fieldFrom(
  { api, label, type, target, rowFields }: FieldMetadata,
  modules: readonly CrmModule[],
): Field {
  const rows = rowFields?.filter((field) => !isUnsteady(field.api));
  return {
    api,
    label: inlineText(label, 100) || fieldLabel(api),
    kind: kindsByType.get(type) ?? 'untyped',
    isCustom: true,
    ...(target !== undefined && modules.includes(target) ? { target } : {}),
    ...(rows === undefined ? {} : { rowFields: rows.map((field) => fieldFrom(field, modules)) }),
  };
}

/** Our label stays where the organisation's is Zoho's own; where somebody renamed or translated it, theirs counts. */
function withWordsOf(kind: Kind, known: readonly FieldMetadata[]): Kind {
  if (known.length === 0) return kind;
  const own = new Map(known.map(({ api, label }) => [api, inlineText(label, 100)]));
  const zohos = Object.entries(kind.otherLabels ?? {}).map(
    ([label, api]) => `${api} ${wordsOf(label)}`,
  );
  const labelOf = ({ api, label }: Field): string => {
    const theirs = own.get(api) ?? '';
    const said = wordsOf(theirs);
    const isUsual =
      [wordsOf(label), wordsOf(api)].includes(said) || zohos.includes(`${api} ${said}`);
    return theirs === '' || isUsual ? label : theirs;
  };
  return { ...kind, fields: kind.fields.map((field) => ({ ...field, label: labelOf(field) })) };
}

function wordsOf(label: string): string {
  return label
    .toLowerCase()
    .split(/[\s_]+/)
    .filter(Boolean)
    .join(' ');
}

function meaningIn(known: readonly FieldMetadata[]): StateMeaning {
  return (name, value) => {
    const states = known.find(({ api }) => api === name)?.states;
    return typeof value === 'string' && states !== undefined && Object.hasOwn(states, value)
      ? states[value]
      : undefined;
  };
}
