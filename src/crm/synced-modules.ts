import {
  type ApiModule,
  apiModulesOf,
  type CrmModule,
  moduleFromName,
  namesOf,
} from './modules.js';
import { type RecordRef } from './record-ref.js';

/**
 * The modules that are kept in memory. Of one that people know by one name and the API by several, the settings may name
 * only a part: meetings without calls.
 */
export class SyncedModules {
  readonly modules: readonly CrmModule[];
  /** The same by the names of Zoho's API. */
  readonly apis: readonly ApiModule[];

  /** By any of their names. */
  constructor(names: readonly string[]) {
    const meant = names.flatMap((name) => moduleFromName(name) ?? []);
    this.modules = [...new Set(meant.map(({ module }) => module))];
    const named = new Set(
      meant.flatMap(({ module, api }) => (api === undefined ? apiModulesOf(module) : [api])),
    );
    const inOrder = this.modules.flatMap(apiModulesOf);
    this.apis = inOrder.filter((api) => named.has(api));
  }

  /** The API modules of a CRM module that are kept, in the order in which to look for a record. */
  apisOf(module: CrmModule): readonly ApiModule[] {
    return apiModulesOf(module).filter((api) => this.apis.includes(api));
  }

  /** Whether a record of this module is kept; of one whose API module isn't known, whether it may be. */
  has({ module, api }: Pick<RecordRef, 'module' | 'api'>): boolean {
    return api === undefined ? this.modules.includes(module) : this.apis.includes(api);
  }

  /** Whether all of what people know by this name is kept. */
  isWhole(module: CrmModule): boolean {
    return apiModulesOf(module).every((api) => this.apis.includes(api));
  }

  /** Every name by which records that are kept may be meant, each once. */
  get names(): readonly string[] {
    return namesOf(this.modules).filter(
      (name) => this.modules.includes(name) || this.apis.includes(name),
    );
  }
}
