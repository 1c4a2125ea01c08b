import { type DataCenter } from '../../config/settings.js';
import { type ApiModule } from '../../crm/modules.js';

/** Where people of each data centre work with the CRM. */
const hosts: Readonly<Record<DataCenter, string>> = {
  us: 'crm.zoho.com',
  eu: 'crm.zoho.eu',
  in: 'crm.zoho.in',
  au: 'crm.zoho.com.au',
  jp: 'crm.zoho.jp',
  ca: 'crm.zohocloud.ca',
  sa: 'crm.zoho.sa',
  cn: 'crm.zoho.com.cn',
  uk: 'crm.zoho.uk',
  ae: 'crm.zoho.ae',
  sg: 'crm.zoho.sg',
};

/** Modules that Zoho's pages call by another name than its API. */
const tabs: ReadonlyMap<ApiModule, string> = new Map([['Deals', 'Potentials']]);

/** The page that shows a record in Zoho. */
export function recordUrl(dataCenter: DataCenter, api: ApiModule, id: string): string {
  return `https://${hosts[dataCenter]}/crm/tab/${tabs.get(api) ?? api}/${id}`;
}
