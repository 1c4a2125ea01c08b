import { type FieldChoice } from '../../crm/field-choice.js';
import { type CrmModule, crmModuleOf, usualModules } from '../../crm/modules.js';
import {
  anyText,
  fieldChoice,
  moduleNames,
  oneWordOf,
  publicUrl,
  seconds,
  secret,
  whole,
  wrong,
} from '../forms/form.js';
import { type Given, setting, type SettingsSection, type Variable } from '../variable.js';

export const dataCenters = [
  'us',
  'eu',
  'in',
  'au',
  'jp',
  'ca',
  'sa',
  'cn',
  'uk',
  'ae',
  'sg',
] as const;

const credentials = ['ZOHO_CLIENT_ID', 'ZOHO_CLIENT_SECRET', 'ZOHO_REFRESH_TOKEN'];

export const zoho = {
  title:
    'Zoho: all three credentials, or none for payload mode (records come from the deliveries themselves)',
  variables: {
    clientId: setting('ZOHO_CLIENT_ID', anyText, 'OAuth client id', { isCredential: true }),
    clientSecret: setting('ZOHO_CLIENT_SECRET', secret, 'OAuth client secret'),
    refreshToken: setting('ZOHO_REFRESH_TOKEN', secret, 'OAuth refresh token'),
    dataCenter: setting(
      'ZOHO_DATA_CENTER',
      oneWordOf(dataCenters),
      `Data centre of the organisation: ${dataCenters.join(', ')}`,
      { default: 'us' },
    ),
    accountsUrl: setting(
      'ZOHO_ACCOUNTS_URL',
      publicUrl,
      "Address for tokens in place of the data centre's, e.g. of a simulator; set: the api_domain of token answers isn't followed",
      { example: 'https://accounts.zoho.eu' },
    ),
    apiUrl: setting(
      'ZOHO_API_URL',
      publicUrl,
      "Address of the API in place of the data centre's, e.g. of a sandbox; set: the api_domain of token answers isn't followed",
      { example: 'https://sandbox.zohoapis.eu' },
    ),
    maxConcurrency: setting(
      'ZOHO_MAX_CONCURRENCY',
      whole(1, 25),
      'Calls in flight per process (1 to 25)',
      { default: '5' },
    ),
    timeoutMs: setting('ZOHO_TIMEOUT', seconds(0.1, 600), 'Seconds per call', { default: '30' }),
    modules: setting(
      'ZOHO_MODULES',
      moduleNames,
      'Modules to sync, by API name; also Leads, Products, Quotes, custom modules and so on; Activities are Events and Calls, which may be named apart',
      { default: usualModules.join(',') },
    ),
    /** By module; those of modules that only some organisations have are in `otherFields`. */
    fields: {
      Accounts: furtherFields('Accounts', 'Region,Customer_Since'),
      Contacts: furtherFields('Contacts', '*,-Date_of_Birth'),
      Deals: furtherFields('Deals'),
      Tasks: furtherFields('Tasks'),
      Notes: furtherFields('Notes'),
      Activities: furtherFields('Activities'),
    } satisfies Record<CrmModule, unknown>,
  },
  conflicts: (given) => [...credentialProblems(given), ...nameProblems(modulesIn(given))],
} satisfies SettingsSection;

/** The variables of the fields of modules that aren't usual ones, or are a part of one. */
export function otherFields(given: Given): Readonly<Record<CrmModule, FieldsVariable>> {
  const names = namesIn(given).filter((name) => !usualModules.includes(name));
  return Object.fromEntries(
    names.map((name) => [
      name,
      crmModuleOf(name) === name ? exactFields(name) : furtherFields(name),
    ]),
  );
}

function credentialProblems(given: Given): readonly string[] {
  const missing = credentials.filter((name) => !given.has(name));
  if (missing.length === credentials.length) return [];
  return missing.map(
    (name) =>
      `${name} is required when other Zoho credentials are set (all three, or none for payload mode)`,
  );
}

function modulesIn(given: Given): readonly CrmModule[] {
  return [...new Set(namesIn(given).map(crmModuleOf))];
}

function namesIn(given: Given): readonly string[] {
  const list = moduleNames.read(given.get('ZOHO_MODULES') ?? usualModules.join(','));
  return list === wrong ? [] : list;
}

/** What the service keeps in Redis beside its queues, which are called as the modules. */
export const reservedNames: readonly string[] = [
  ...['active', 'changed', 'channels', 'children', 'cognee', 'cognify', 'console'],
  ...['converted', 'counts', 'day'],
  ...[
    'delayed',
    'delivery',
    'entries',
    'erased',
    'gaps',
    'keys',
    'ledger',
    'lock',
    'log',
    'memory',
    'mended',
    'mentioners',
    'metadata',
  ],
  ...[
    'payload',
    'pending',
    'prioritized',
    'probe',
    'processes',
    'proofs',
    'proven',
    'refused',
    'renderings',
    'runs',
  ],
  ...[
    'schedule',
    'staged',
    'state',
    'sweep',
    'synced',
    'syncing',
    'trace',
    'urgent',
    'vanished',
    'wait',
  ],
  'zoho',
];

/** Queues and variables are called as the modules, in one case. */
function nameProblems(modules: readonly CrmModule[]): readonly string[] {
  return modules.flatMap((module, index) => {
    const lower = module.toLowerCase();
    const twin = modules.slice(0, index).find((other) => other.toLowerCase() === lower);
    if (twin !== undefined) {
      return [
        `ZOHO_MODULES names ${twin} and ${module}, which can't be told apart in upper case: leave one out`,
      ];
    }
    return reservedNames.includes(lower)
      ? [`ZOHO_MODULES names ${module}, a name that the service needs for itself: leave it out`]
      : [];
  });
}

type FieldsVariable = Variable<FieldChoice | undefined>;

function furtherFields(module: CrmModule, example = ''): FieldsVariable {
  const kinds = module === 'Activities' ? ' (meetings and calls)' : '';
  const purpose = `Further fields of ${module}${kinds} to fetch and show, by API name; * for all, -Name for one to leave out`;
  return setting(nameOf(module), fieldChoice, purpose, { example });
}

function exactFields(module: CrmModule): FieldsVariable {
  return setting(nameOf(module), fieldChoice, `The fields of ${module} to show, by API name`);
}

function nameOf(module: CrmModule): string {
  return `ZOHO_FIELDS_${module.toUpperCase()}`;
}
