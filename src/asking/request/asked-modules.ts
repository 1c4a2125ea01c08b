import { type ApiModule, type CrmModule, moduleFromName } from '../../crm/modules.js';
import { type SyncedModules } from '../../crm/synced-modules.js';
import { wrongQuestion } from '../wrong-question.js';

/** A module that is asked about; of a joined one perhaps only a part. */
export interface AskedModule {
  readonly module: CrmModule;
  readonly apis: readonly ApiModule[] | undefined;
}

/** @throws AppError `ask.wrong`, naming the modules that there are */
export function moduleAsked(name: unknown, synced: SyncedModules): AskedModule {
  const found = moduleFromName(name);
  if (found === undefined || !synced.has(found)) {
    throw wrongQuestion(`module must be one of ${synced.names.join(', ')}`);
  }
  const { module, api } = found;
  if (api !== undefined && api !== module) return { module, apis: [api] };
  return { module, apis: synced.isWhole(module) ? undefined : synced.apisOf(module) };
}

/** One or several, as a list or with commas; undefined where none is named. @throws as `moduleAsked` */
export function modulesAsked(
  names: unknown,
  synced: SyncedModules,
): readonly AskedModule[] | undefined {
  if (names === undefined || names === null) return undefined;
  const list: readonly unknown[] = Array.isArray(names)
    ? names
    : typeof names === 'string'
      ? names.split(',')
      : [names];
  const given = list.map((name) => (typeof name === 'string' ? name.trim() : name));
  if (given.length === 0) return undefined;
  return given.map((name) => moduleAsked(name, synced));
}
