import { type ApiModule, type CrmModule, moduleFromName, namesOf } from '../../crm/modules.js';
import { wrongQuestion } from '../wrong-question.js';

/** A module that is asked about; of a joined one perhaps only a part. */
export interface AskedModule {
  readonly module: CrmModule;
  readonly apis: readonly ApiModule[] | undefined;
}

/** @throws AppError `ask.wrong`, naming the modules that there are */
export function moduleAsked(name: unknown, synced: readonly CrmModule[]): AskedModule {
  const found = moduleFromName(name);
  if (found !== undefined && synced.includes(found.module)) {
    const isPart = found.api !== undefined && found.api !== found.module;
    return { module: found.module, apis: isPart ? [found.api] : undefined };
  }
  throw wrongQuestion(`module must be one of ${namesOf(synced).join(', ')}`);
}

/** One or several, as a list or with commas; undefined where none is named. @throws as `moduleAsked` */
export function modulesAsked(
  names: unknown,
  synced: readonly CrmModule[],
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
