import { type CrmModule, usualModules } from '../../crm/modules.js';
import { anyText, apiNames, httpUrl, oneWordOf, seconds, secret, someOf, whole } from '../form.js';
import { setting, type SettingsSection, type Variable } from '../variable.js';

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
    clientId: setting('ZOHO_CLIENT_ID', anyText, 'OAuth client id'),
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
      httpUrl,
      "Address for tokens in place of the data centre's, e.g. of a simulator; set: the api_domain of token answers isn't followed",
      { example: 'https://accounts.zoho.eu' },
    ),
    apiUrl: setting(
      'ZOHO_API_URL',
      httpUrl,
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
    modules: setting('ZOHO_MODULES', someOf(usualModules), 'Modules to sync', {
      default: usualModules.join(','),
    }),
    /** Fields to fetch and render besides those every organisation has, by API name. */
    extraFields: {
      Accounts: furtherFields('Accounts', 'Region,Customer_Since'),
      Contacts: furtherFields('Contacts'),
      Deals: furtherFields('Deals'),
      Tasks: furtherFields('Tasks'),
      Notes: furtherFields('Notes'),
      Activities: furtherFields('Activities'),
    } satisfies Record<CrmModule, unknown>,
  },
  conflicts: (given) => {
    const missing = credentials.filter((name) => !given.has(name));
    if (missing.length === credentials.length) return [];
    return missing.map(
      (name) =>
        `${name} is required when other Zoho credentials are set (all three, or none for payload mode)`,
    );
  },
} satisfies SettingsSection;

function furtherFields(module: CrmModule, example = ''): Variable<readonly string[]> {
  const kinds = module === 'Activities' ? ' (meetings and calls)' : '';
  return setting(
    `ZOHO_FIELDS_${module.toUpperCase()}`,
    apiNames,
    `Further fields of ${module}${kinds} to fetch and show, by API name`,
    { default: '', example },
  );
}
