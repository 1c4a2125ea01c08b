/** The modules of a simulated organisation, as Zoho's API spells them. */
export const simModules: readonly string[] = [
  'Accounts',
  'Contacts',
  'Deals',
  'Tasks',
  'Notes',
  'Events',
  'Calls',
  'Leads',
  'Products',
  'Vehicles',
];

/** One of `simModules`. */
export type SimModule = string;

export function isSimModule(name: unknown): name is SimModule {
  return typeof name === 'string' && simModules.includes(name);
}
