import { type ApiModule, apiModulesNamed } from '../../crm/modules.js';
import { fieldsOf, kindOf } from '../../documents/kinds/kinds.js';

/** What every record has, and no document shows. */
const commonNames = ['Owner', 'Modified_Time', 'Modified_By'];

const apiNamePattern = /^[\w$.]{1,100}$/;

/** A name in the words it is made of: those of `Deal Name`, `deal_name` and `Deal_Name` are the same. */
export function nameWords(name: string): string {
  return name.toLowerCase().split(/[\s_]/).filter(Boolean).join(' ');
}

/** What parameters' names mean in a record of a module. */
export class FieldNames {
  readonly #byLabel = new Map<string, string>();
  readonly #known = new Set<string>();

  private constructor(apis: readonly ApiModule[]) {
    for (const api of apis) this.#add(api);
  }

  /** Of a module by any of its names; of an unknown one nothing is known. */
  static of(module: string | undefined): FieldNames {
    return new FieldNames(apiModulesNamed(module));
  }

  /** The API names of the fields that every organisation has. */
  get known(): readonly string[] {
    return [...this.#known];
  }

  /**
   * The API name that a parameter's name stands for: that of a known field by itself or by Zoho's label, `id` for the
   * record's own; any other text that can be an API name is one of the organisation's own. Undefined for a label that
   * nobody knows.
   */
  apiNameOf(name: string): string | undefined {
    if (this.#known.has(name)) return name;
    return this.#byLabel.get(nameWords(name)) ?? (apiNamePattern.test(name) ? name : undefined);
  }

  #add(api: ApiModule): void {
    const { noun, otherLabels = {} } = kindOf(api);
    const fields = fieldsOf(api).map((field) => field.api);
    // Of a kind that nobody wrote down, no name can be said to be wrong.
    for (const name of fields.length === 0 ? [] : [...fields, ...commonNames]) {
      this.#known.add(name);
      this.#byLabel.set(nameWords(name.replace(/__s$/, '')), name);
    }
    for (const word of [nameWords(noun), nameWords(api).replace(/s$/, '')]) {
      this.#byLabel.set(`${word} id`, 'id').set(`${word} owner`, 'Owner');
    }
    for (const [label, name] of Object.entries(otherLabels)) {
      this.#byLabel.set(nameWords(label), name);
    }
  }
}
