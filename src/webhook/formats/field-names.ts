import { type ApiModule, apiModulesNamed } from '../../crm/modules.js';
import { kindOf as usualKindOf } from '../../documents/kinds/kinds.js';
import { type Kind } from '../../documents/kinds/parts/kind.js';

/** What every record has, and no document shows. */
const commonNames = ['Owner', 'Modified_Time', 'Modified_By'];

const apiNamePattern = /^[\w$.]{1,100}$/;

/** A name in the words it is made of: those of `Deal Name`, `deal_name` and `Deal_Name` are the same. */
export function nameWords(name: string): string {
  return name.toLowerCase().split(/[\s_]/).filter(Boolean).join(' ');
}

/** The kinds of records in the organisation's own words, as far as they are known. */
export type KindOf = (api: ApiModule) => Kind;

interface Names {
  readonly byLabel: ReadonlyMap<string, string>;
  readonly known: ReadonlySet<string>;
}

/** Kinds stay the same for as long as the organisation says the same of itself. */
const namesByKind = new WeakMap<Kind, Names>();

/** What parameters' names mean in a record of a module. */
export class FieldNames {
  private constructor(private readonly names: readonly Names[]) {}

  /** Of a module by any of its names; of an unknown one nothing is known. */
  static of(module: string | undefined, kindOf: KindOf = usualKindOf): FieldNames {
    const apis = apiModulesNamed(module);
    // Zoho's own words go before those of an organisation: theirs may call one field as Zoho calls another.
    const kinds = [usualKindOf, kindOf].flatMap((each) =>
      apis.map((api) => [api, each(api)] as const),
    );
    return new FieldNames(kinds.map(([api, kind]) => namesIn(api, kind)));
  }

  /** The API names of the fields that are known. */
  get known(): readonly string[] {
    return [...new Set(this.names.flatMap(({ known }) => [...known]))];
  }

  /**
   * The API name that a parameter's name stands for: that of a known field by itself or by its label, Zoho's or the
   * organisation's, `id` for the record's own; any other text that can be an API name is one of the organisation's own.
   * Undefined for a label that nobody knows.
   */
  apiNameOf(name: string): string | undefined {
    if (this.names.some(({ known }) => known.has(name))) return name;
    const label = nameWords(name);
    const found = this.names.map(({ byLabel }) => byLabel.get(label)).find(Boolean);
    return found ?? (apiNamePattern.test(name) ? name : undefined);
  }
}

function namesIn(api: ApiModule, kind: Kind): Names {
  const names = namesByKind.get(kind) ?? readNames(api, kind);
  namesByKind.set(kind, names);
  return names;
}

function readNames(api: ApiModule, { noun, fields, otherLabels = {} }: Kind): Names {
  const byLabel = new Map<string, string>();
  const names = fields.filter(({ isOurs }) => isOurs !== true).map((field) => field.api);
  // Of a kind that nobody wrote down, no name can be said to be wrong.
  const known = new Set(names.length === 0 ? [] : [...names, ...commonNames]);
  const add = (label: string, name: string): void => {
    if (!byLabel.has(label)) byLabel.set(label, name);
  };
  for (const name of known) add(nameWords(name.replace(/__s$/, '')), name);
  for (const word of [nameWords(noun), nameWords(api).replace(/s$/, '')]) {
    add(`${word} id`, 'id');
    add(`${word} owner`, 'Owner');
  }
  for (const [label, name] of Object.entries(otherLabels)) add(nameWords(label), name);
  for (const { api: name, label } of fields) if (known.has(name)) add(nameWords(label), name);
  return { byLabel, known };
}
