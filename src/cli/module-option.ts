import { InvalidArgumentError } from 'commander';

import { type Settings } from '../config/settings.js';
import { type ApiModule, apiModulesOf, crmModules, moduleFromName } from '../crm/modules.js';
import { UsageError } from './usage-error.js';

/** `--module Deals,Activities`: the API modules meant. For commander; @throws InvalidArgumentError naming what there is */
export function apiModulesFrom(text: string): readonly ApiModule[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const found = names.flatMap((name) => {
    const meant = moduleFromName(name);
    if (meant === undefined) {
      throw new InvalidArgumentError(`There is no module ${name}: use ${crmModules.join(', ')}.`);
    }
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
  const foreign = asked?.find((api) => !queue.apis.includes(api));
  if (foreign === undefined) return asked ?? queue.apis;
  throw new UsageError(`${foreign} is not synced: ZOHO_MODULES is ${queue.modules.join(',')}.`);
}
