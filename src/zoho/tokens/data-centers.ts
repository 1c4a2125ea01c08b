import { type DataCenter, type ZohoSettings } from '../../config/settings.js';

interface DataCenterUrls {
  /** Where tokens are issued. */
  readonly accountsUrl: string;
  /** Where records are. */
  readonly apiUrl: string;
}

/**
 * Zoho's "Multi DC" page and its official SDK. Canada's accounts server is on a domain of its own; the hosts of Singapore
 * are named by others only (`https://accounts.zoho.com/oauth/serverinfo` lists the accounts servers).
 */
const urlsByDataCenter = {
  us: { accountsUrl: 'https://accounts.zoho.com', apiUrl: 'https://www.zohoapis.com' },
  eu: { accountsUrl: 'https://accounts.zoho.eu', apiUrl: 'https://www.zohoapis.eu' },
  in: { accountsUrl: 'https://accounts.zoho.in', apiUrl: 'https://www.zohoapis.in' },
  au: { accountsUrl: 'https://accounts.zoho.com.au', apiUrl: 'https://www.zohoapis.com.au' },
  jp: { accountsUrl: 'https://accounts.zoho.jp', apiUrl: 'https://www.zohoapis.jp' },
  ca: { accountsUrl: 'https://accounts.zohocloud.ca', apiUrl: 'https://www.zohoapis.ca' },
  sa: { accountsUrl: 'https://accounts.zoho.sa', apiUrl: 'https://www.zohoapis.sa' },
  cn: { accountsUrl: 'https://accounts.zoho.com.cn', apiUrl: 'https://www.zohoapis.com.cn' },
  uk: { accountsUrl: 'https://accounts.zoho.uk', apiUrl: 'https://www.zohoapis.uk' },
  ae: { accountsUrl: 'https://accounts.zoho.ae', apiUrl: 'https://www.zohoapis.ae' },
  sg: { accountsUrl: 'https://accounts.zoho.sg', apiUrl: 'https://www.zohoapis.sg' },
} as const satisfies Record<DataCenter, DataCenterUrls>;

/** The hosts of a data centre. */
export function urlsOf(dataCenter: DataCenter): DataCenterUrls {
  return urlsByDataCenter[dataCenter];
}

/** The data centre that an API host belongs to; undefined for a host that isn't Zoho's. */
export function dataCenterOf(apiUrl: string): DataCenter | undefined {
  const host = new URL(apiUrl).hostname.replace(/^(www|sandbox|developer)\./, '');
  const found = Object.entries(urlsByDataCenter).find(([, urls]) => {
    return new URL(urls.apiUrl).hostname === `www.${host}`;
  });
  return found?.[0] as DataCenter | undefined;
}

/** Every data centre serves production, sandbox and developer organisations from hosts of its own. */
const allowedOrigins: ReadonlySet<string> = new Set(
  Object.values(urlsByDataCenter).flatMap(({ apiUrl }) =>
    ['www', 'sandbox', 'developer'].map((host) => apiUrl.replace('www', host)),
  ),
);

/**
 * The API host a token answer names (`api_domain`), as an origin; undefined for anything but a host of Zoho's. The
 * access token is sent there, so an answer that names another host must not be followed.
 */
export function allowedApiDomain(apiDomain: unknown): string | undefined {
  if (typeof apiDomain !== 'string' || !URL.canParse(apiDomain)) return undefined;
  const { origin } = new URL(apiDomain);
  return allowedOrigins.has(origin) ? origin : undefined;
}

/**
 * Where a token is to be used, without a slash at the end. The answer's `api_domain` counts only where the settings name
 * no address: who names the accounts server means its data centre, or, of one that isn't Zoho's, ZOHO_DATA_CENTER.
 */
export function apiUrlFor(
  { apiUrl, accountsUrl, dataCenter }: Pick<ZohoSettings, 'apiUrl' | 'accountsUrl' | 'dataCenter'>,
  apiDomain: string | undefined,
): string {
  if (apiUrl !== undefined) return withoutSlash(apiUrl);
  if (accountsUrl === undefined) return apiDomain ?? urlsOf(dataCenter).apiUrl;
  const named = Object.values(urlsByDataCenter).find((urls) => {
    return urls.accountsUrl === withoutSlash(accountsUrl);
  });
  return (named ?? urlsOf(dataCenter)).apiUrl;
}

export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
