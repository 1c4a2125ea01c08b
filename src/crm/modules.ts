/** The CRM modules whose records are kept in memory, by the names users know, each with the modules of Zoho's API. */
const apisByModule = {
  Accounts: ['Accounts'],
  Contacts: ['Contacts'],
  Deals: ['Deals'],
  Tasks: ['Tasks'],
  Notes: ['Notes'],
  // Meetings and calls.
  Activities: ['Events', 'Calls'],
} as const;

export type CrmModule = keyof typeof apisByModule;

/** A module name as Zoho's API spells it. */
export type ApiModule = (typeof apisByModule)[CrmModule][number];

export const crmModules = Object.keys(apisByModule) as readonly CrmModule[];

export const apiModules: readonly ApiModule[] = Object.values(apisByModule).flat();

/** Every name that a module has, ours and those of Zoho's API, each once. */
export const moduleNames: readonly string[] = [...new Set([...crmModules, ...apiModules])];

const moduleByApi = Object.fromEntries(
  crmModules.flatMap((module) => apisByModule[module].map((api) => [api, module])),
) as Readonly<Record<ApiModule, CrmModule>>;

/** The API modules that hold the records of one CRM module, in the order in which to look. */
export function apiModulesOf(module: CrmModule): readonly ApiModule[] {
  return apisByModule[module];
}

/** The CRM module an API module belongs to: `Events` and `Calls` are Activities. */
export function crmModuleOf(api: ApiModule): CrmModule {
  return moduleByApi[api];
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
