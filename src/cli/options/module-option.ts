import { InvalidArgumentError } from 'commander';

import { type Settings } from '../../config/settings.js';
import {
  type ApiModule,
  apiModulesOf,
  crmModuleOf,
  type CrmModule,
  moduleFromName,
  namesOf,
  usualModules,
} from '../../crm/modules.js';
import { UsageError } from '../usage-error.js';

/**
 * The module a person means; the usual ones in any case. Whether it is synced, `syncedModules` tells.
 * @throws UsageError for what can't be a module's name
 */
export function moduleNamed(name: string): CrmModule {
  return meantBy(name).module;
}

function meantBy(name: string): { readonly module: CrmModule; readonly api?: ApiModule } {
  const usual = namesOf(usualModules).find((one) => one.toLowerCase() === name.toLowerCase());
  const meant = moduleFromName(usual ?? name);
  if (meant !== undefined) return meant;
  throw new UsageError(`${name} can't be the name of a module: try ${usualModules.join(', ')}.`);
}

/** `--module Deals,Activities`: the API modules meant. For commander. @throws UsageError */
export function apiModulesFrom(text: string): readonly ApiModule[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const found = names.flatMap((name) => {
    const meant = meantBy(name);
    return meant.api === undefined ? apiModulesOf(meant.module) : [meant.api];
  });
  if (found.length === 0) throw new InvalidArgumentError('Name a module, or several: Deals,Notes.');
  return [...new Set(found)];
}

/** The modules meant, or all that are synced. @throws UsageError for one that isn't */
export function syncedModules(
  asked: readonly ApiModule[] | undefined,
  { queue }: Settings,
): readonly ApiModule[] {
  const found = asked?.filter((api) => queue.apis.includes(api)) ?? queue.apis;
  // Of what people know by one name, a part will do.
  const modules = found.map(crmModuleOf);
  const foreign = asked?.find((api) => !modules.includes(crmModuleOf(api)));
  if (foreign === undefined) return found;
  throw new UsageError(
    `There is no module ${foreign} among those synced: ZOHO_MODULES is ${queue.synced.names.join(',')}.`,
  );
}
