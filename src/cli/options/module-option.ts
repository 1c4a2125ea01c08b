import { InvalidArgumentError } from 'commander';

import { type Settings } from '../../config/settings.js';
import { type ApiModule, type CrmModule, moduleFromName } from '../../crm/modules.js';
import { nearestOf } from '../../config/spelling/nearest.js';
import { UsageError } from '../usage-error.js';

/** What a person named: a module, and which of its API modules where the name says so. */
interface NamedModule {
  readonly module: CrmModule;
  readonly api?: ApiModule;
}

/** `--module deals,Activities`: the names that were given. For commander. */
export function givenModules(text: string): readonly string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new InvalidArgumentError('Name a module, or several: Deals,Notes.');
  return names;
}

/** The synced module that is meant, in any case and by an old name. @throws UsageError for any other */
export function syncedModule(name: string, { queue }: Settings): NamedModule {
  const { names } = queue.synced;
  const lower = name.toLowerCase();
  const meant = moduleFromName(names.find((each) => each.toLowerCase() === lower) ?? name);
  if (meant !== undefined && queue.synced.has(meant)) return meant;
  const near = nearestOf(name, names);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new UsageError(
    `There is no module ${name} among those synced.${hint} ZOHO_MODULES is ${names.join(',')}.`,
  );
}

/** How questions name it: `Events` and `Calls` stay apart from Activities. @throws UsageError for one that isn't synced */
export function nameOf(name: string, settings: Settings): string {
  const { module, api } = syncedModule(name, settings);
  return api ?? module;
}

/**
 * Also a module that was synced once, of which `once` names some: what is left of it can be seen.
 * @throws UsageError for another one that is near a synced one, and for what is no name
 */
export function moduleNamed(
  name: string,
  settings: Settings,
  once: readonly CrmModule[],
): CrmModule {
  const known = once.find((module) => module.toLowerCase() === name.toLowerCase());
  if (known !== undefined) return known;
  const isForeign = nearestOf(name, settings.queue.synced.names) === undefined;
  const foreign = isForeign ? moduleFromName(name)?.module : undefined;
  return foreign ?? syncedModule(name, settings).module;
}

/** The API modules meant, or all that are synced. @throws UsageError for one that isn't */
export function syncedModules(
  names: readonly string[] | undefined,
  settings: Settings,
): readonly ApiModule[] {
  if (names === undefined) return settings.queue.apis;
  const apis = names.flatMap((name) => {
    const { module, api } = syncedModule(name, settings);
    return api === undefined ? settings.queue.synced.apisOf(module) : [api];
  });
  return [...new Set(apis)];
}
