import { type ApiModule, apiModulesOf, type CrmModule } from '../../crm/modules.js';
import { type SyncedModules } from '../../crm/synced-modules.js';
import { type Hiding, type View } from '../../crm/view.js';
import { type Field } from '../../documents/kinds/parts/field.js';
import { type Kind } from '../../documents/kinds/parts/kind.js';
import { type StoredDocument } from '../../memory/memory-document.js';

/** A field as it is hidden: by its API name or its label. */
export type NamedField = Pick<Field, 'api' | 'label'>;

/** Records of these can be members of a meeting, under their names. */
const listsPeople: ReadonlySet<string> = new Set(['Participants']);

/** Lookups to people of the organisation itself. */
const users: ReadonlySet<string> = new Set(['Owner', 'Created_By', 'Modified_By']);

/** What a view comes to where fields name records, tell a state, or make up a title. Where that isn't known, no. */
export class Sight {
  constructor(
    readonly view: View,
    private readonly kindOf: (api: ApiModule) => Kind,
    readonly synced: SyncedModules,
  ) {}

  /** Whether nothing is hidden. */
  get isWhole(): boolean {
    return this.view.isWhole;
  }

  /** The modules that may be asked about. */
  get shown(): readonly CrmModule[] {
    return this.synced.modules.filter((module) => this.view.shows(module));
  }

  /** Whether a document is of a module that may be asked about: memory may still hold some that are synced no more. */
  covers({ module, facts }: Pick<StoredDocument, 'module' | 'facts'>): boolean {
    const of = facts === undefined ? { module } : { module, api: facts.api };
    return this.synced.has(of) && this.view.shows(module);
  }

  kind(api: ApiModule): Kind {
    return this.kindOf(api);
  }

  hiding(api: ApiModule, { api: field, label }: NamedField): Hiding | undefined {
    return this.view.hiding(api, field, label);
  }

  /** Whether the names of an API module's records may be shown. */
  showsNamesOf(api: ApiModule): boolean {
    const { nameFields, nameOf, excerptField } = this.kindOf(api);
    const parts = nameOf === undefined ? [] : ['First_Name', 'Last_Name', 'Full_Name'];
    const further = excerptField === undefined ? [] : [excerptField];
    return !this.#hides(api, [...nameFields, ...parts, ...further]);
  }

  /** Whether records of a module may be named; without `module`, of any. */
  mayName(module: CrmModule | undefined): boolean {
    if (module === undefined) {
      return this.view.hasAllModules && this.synced.modules.every((each) => this.mayName(each));
    }
    return this.view.shows(module) && apiModulesOf(module).every((api) => this.showsNamesOf(api));
  }

  /** Whether what a field of that type says of other records may be shown whichever they are. */
  mayBeAskedBy(api: ApiModule, field: NamedField, type: string): boolean {
    if (this.isWhole) return true;
    if (this.hiding(api, field) !== undefined) return false;
    const known = this.#field(api, field);
    if (this.isLink(api, field, type)) {
      const target = known?.target;
      return this.mayName(typeof target === 'string' ? target : undefined);
    }
    const mayListRecords =
      type === 'list' && (known?.kind !== 'list' || listsPeople.has(field.api));
    return !mayListRecords || this.mayName(undefined);
  }

  /** Whether a field names a record of the CRM, if only in words. */
  isLink(api: ApiModule, field: NamedField, type: string): boolean {
    if (type === 'link') return true;
    const isLookup = this.#field(api, field)?.kind === 'lookup';
    return type === 'text' && isLookup && !users.has(field.api);
  }

  #field(api: ApiModule, { api: name }: NamedField): Field | undefined {
    return this.kindOf(api).fields.find((each) => each.api === name);
  }

  showsStateOf(api: ApiModule): boolean {
    return !this.#hides(api, this.kindOf(api).stateFields);
  }

  showsDueOf(api: ApiModule): boolean {
    return this.showsStateOf(api) && !this.#hides(api, [this.kindOf(api).dateField]);
  }

  /** Whether the account that a record belongs to may be asked for, through whichever deal or contact. */
  showsAccountsOf(apis: readonly ApiModule[]): boolean {
    if (this.isWhole) return true;
    const through: readonly CrmModule[] = ['Accounts', 'Contacts', 'Deals'];
    if (!through.every((each) => this.mayName(each))) return false;
    return [...apis, ...through].every((api) => {
      const links = this.kindOf(api).fields.filter(({ target }) => target !== undefined);
      return links.every((field) => this.hiding(api, field) === undefined);
    });
  }

  #hides(api: ApiModule, fields: readonly string[]): boolean {
    const known = this.kindOf(api).fields;
    return fields.some((field) => {
      const label = known.find((each) => each.api === field)?.label ?? field;
      return this.view.hiding(api, field, label) !== undefined;
    });
  }
}
