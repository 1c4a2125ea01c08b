import { type ApiModule, apiModulesOf, type CrmModule } from './modules.js';

/** How a field is kept from somebody: left out, or shown as `***`. */
export type Hiding = 'omit' | 'mask';

/** For each API module, which of its fields are kept back, by API name or label. */
export type HiddenFields = ReadonlyMap<ApiModule, ReadonlyMap<string, Hiding>>;

/** What somebody may see of the CRM. */
export class View {
  readonly #modules: ReadonlySet<CrmModule> | undefined;
  readonly #fields: ReadonlyMap<ApiModule, ReadonlyMap<string, Hiding>>;

  /** Without `modules`: all of them. */
  constructor(modules?: readonly CrmModule[], fields: HiddenFields = new Map()) {
    this.#modules = modules === undefined ? undefined : new Set(modules);
    this.#fields = new Map(
      [...fields].map(([api, hidden]) => [
        api,
        new Map([...hidden].map(([name, hiding]) => [nameSought(name), hiding])),
      ]),
    );
  }

  /** Whether nothing is hidden. */
  get isWhole(): boolean {
    return this.hasAllModules && this.#fields.size === 0;
  }

  get hasAllModules(): boolean {
    return this.#modules === undefined;
  }

  shows(module: CrmModule): boolean {
    return this.#modules?.has(module) !== false;
  }

  /** How a field is hidden; undefined for one that is shown. */
  hiding(api: ApiModule, field: string, label = field): Hiding | undefined {
    const hidden = this.#fields.get(api);
    return hidden?.get(nameSought(field)) ?? hidden?.get(nameSought(label));
  }

  hides(api: ApiModule, fields: readonly string[]): boolean {
    return fields.some((field) => this.hiding(api, field) !== undefined);
  }

  /** Whether one of these fields is hidden in any part of a module. */
  hidesIn(module: CrmModule, fields: readonly string[]): boolean {
    return apiModulesOf(module).some((api) => this.hides(api, fields));
  }
}

export const wholeView = new View();

/** A name that was meant must hide what it means, however it is written. */
function nameSought(name: string): string {
  return name.toLowerCase().replace(/[\s_]+/g, '');
}
