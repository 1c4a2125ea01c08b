import { type CrmModule } from '../../../crm/modules.js';

/** The node set by which a search keeps to a module. */
export function nodeSetOf(module: CrmModule): string {
  return `zoho:${module}`;
}
