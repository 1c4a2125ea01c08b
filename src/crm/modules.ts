/** The CRM modules whose records are kept in memory, by the names users know. */
export const crmModules = [
  'Accounts',
  'Contacts',
  'Deals',
  'Tasks',
  'Notes',
  'Activities',
] as const;

export type CrmModule = (typeof crmModules)[number];

/** Module names as Zoho's API spells them. `Activities` is two modules there: meetings and calls. */
export const apiModules = [
  'Accounts',
  'Contacts',
  'Deals',
  'Tasks',
  'Notes',
  'Events',
  'Calls',
] as const;

export type ApiModule = (typeof apiModules)[number];

const apiModulesByModule = {
  Accounts: ['Accounts'],
  Contacts: ['Contacts'],
  Deals: ['Deals'],
  Tasks: ['Tasks'],
  Notes: ['Notes'],
  Activities: ['Events', 'Calls'],
} as const satisfies Record<CrmModule, readonly ApiModule[]>;

/** The API modules that hold the records of one CRM module, in the order in which to look. */
export function apiModulesOf(module: CrmModule): readonly ApiModule[] {
  return apiModulesByModule[module];
}

/** The CRM module an API module belongs to: `Events` and `Calls` are Activities. */
export function crmModuleOf(api: ApiModule): CrmModule {
  return api === 'Events' || api === 'Calls' ? 'Activities' : api;
}

export function isCrmModule(name: unknown): name is CrmModule {
  return (crmModules as readonly unknown[]).includes(name);
}

export function isApiModule(name: unknown): name is ApiModule {
  return (apiModules as readonly unknown[]).includes(name);
}

/** Names that older versions of Zoho's API gave modules, and that its answers (`$se_module`) and workflows still have. */
const oldNames: ReadonlyMap<unknown, ApiModule> = new Map([['Potentials', 'Deals']]);

/**
 * What a module name from outside stands for, today's or an old one; undefined for a name that is neither ours nor
 * Zoho's. `api` is set where the name says which API module holds the record; a bare `Activities` doesn't.
 */
export function moduleFromName(
  name: unknown,
): { readonly module: CrmModule; readonly api?: ApiModule } | undefined {
  const api = oldNames.get(name) ?? name;
  if (isApiModule(api)) return { module: crmModuleOf(api), api };
  return isCrmModule(name) ? { module: name } : undefined;
}
