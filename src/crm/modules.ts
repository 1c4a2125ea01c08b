/**
 * A module whose records are kept in memory, by the name users know: an API name of Zoho's, or `Activities`, which are
 * two modules of its API.
 */
export type CrmModule = string;

/** A module name as Zoho's API spells it. */
export type ApiModule = string;

/** What is synced where the settings name nothing else. */
export const usualModules: readonly CrmModule[] = [
  'Accounts',
  'Contacts',
  'Deals',
  'Tasks',
  'Notes',
  'Activities',
];

/** Those that Zoho CRM comes with, as far as their records have documents. */
export const standardModules: readonly CrmModule[] = [
  ...usualModules,
  ...['Leads', 'Campaigns', 'Vendors', 'Products', 'Price_Books', 'Quotes', 'Sales_Orders'],
  ...['Purchase_Orders', 'Invoices', 'Cases', 'Solutions', 'Services', 'Appointments__s'],
];

/** Modules that people know by one name and Zoho's API by several, in the order in which to look for a record. */
const joined: ReadonlyMap<CrmModule, readonly ApiModule[]> = new Map([
  ['Activities', ['Events', 'Calls']],
]);

/** The same by the names of Zoho's API. */
export const usualApis: readonly ApiModule[] = usualModules.flatMap(apiModulesOf);

const joinedByApi: ReadonlyMap<ApiModule, CrmModule> = new Map(
  [...joined].flatMap(([module, apis]) => apis.map((api) => [api, module] as const)),
);

/** Zoho's API names are made of letters, digits and underscores. */
const namePattern = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;

/** The API modules that hold the records of one CRM module, in the order in which to look. */
export function apiModulesOf(module: CrmModule): readonly ApiModule[] {
  return joined.get(module) ?? [module];
}

/** The CRM module an API module belongs to: `Events` and `Calls` are Activities. */
export function crmModuleOf(api: ApiModule): CrmModule {
  return joinedByApi.get(api) ?? api;
}

/** Every name by which records of these modules may be meant, each once. */
export function namesOf(modules: readonly CrmModule[]): readonly string[] {
  return [...new Set([...modules, ...modules.flatMap(apiModulesOf)])];
}

/** Whether it can be the name of a module; whether there is such a module, the CRM knows. */
export function isCrmModule(name: unknown): name is CrmModule {
  return isModuleName(name) && !joinedByApi.has(name);
}

export function isApiModule(name: unknown): name is ApiModule {
  return isModuleName(name) && !joined.has(name);
}

function isModuleName(name: unknown): name is string {
  return typeof name === 'string' && namePattern.test(name);
}

/** Names that older versions of Zoho's API gave modules, and that its answers (`$se_module`) and workflows still have. */
const oldNames: ReadonlyMap<unknown, ApiModule> = new Map([['Potentials', 'Deals']]);

/**
 * What a module name from outside stands for, today's or an old one; undefined for what can't be a module's name.
 * `api` is set where the name says which API module holds the record; a bare `Activities` doesn't.
 */
export function moduleFromName(
  name: unknown,
): { readonly module: CrmModule; readonly api?: ApiModule } | undefined {
  const api = oldNames.get(name) ?? name;
  if (isApiModule(api)) return { module: crmModuleOf(api), api };
  return isCrmModule(name) ? { module: name } : undefined;
}

/** The API modules that a name from outside stands for; none for an unknown one. */
export function apiModulesNamed(name: unknown): readonly ApiModule[] {
  const found = moduleFromName(name);
  if (found === undefined) return [];
  return found.api === undefined ? apiModulesOf(found.module) : [found.api];
}
