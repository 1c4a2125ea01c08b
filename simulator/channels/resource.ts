import { moduleIds } from '../records/schema.js';

/** `resource_uri` says v2 and the public host whatever was asked, as Zoho's does: nobody should follow it. */
export function resource(module: string): { resource_uri: string; resource_id: string } {
  return {
    resource_uri: `https://www.zohoapis.com/crm/v2/${module}`,
    resource_id: moduleIds[module] ?? '',
  };
}
