import { type ApiModule, type CrmModule, moduleFromName } from '../../crm/modules.js';
import { type StoredDocument } from '../../memory/memory-document.js';
import { type Sight } from '../view/sight.js';
import { forbidden, wrongQuestion } from '../wrong-question.js';

const mostFetched = 500;

/** A module that is asked about; of a joined one perhaps only a part. */
export interface AskedModule {
  readonly module: CrmModule;
  readonly apis: readonly ApiModule[] | undefined;
}

/** @throws AppError `ask.wrong`, naming the modules that there are, `ask.forbidden` */
export function moduleAsked(name: unknown, { synced, view }: Sight): AskedModule {
  const found = moduleFromName(name);
  const names = synced.names.filter((each) => view.shows(moduleFromName(each)?.module ?? each));
  if (found === undefined || !synced.has(found)) {
    throw wrongQuestion(`module must be one of ${names.join(', ')}`);
  }
  if (!view.shows(found.module)) {
    throw forbidden(`this token may not see ${found.module}: it may see ${names.join(', ')}`);
  }
  const { module, api } = found;
  if (api !== undefined && api !== module) return { module, apis: [api] };
  return { module, apis: synced.isWhole(module) ? undefined : synced.apisOf(module) };
}

/** One or several, as a list or with commas; undefined where none is named. @throws as `moduleAsked` */
export function modulesAsked(names: unknown, sight: Sight): readonly AskedModule[] | undefined {
  if (names === undefined || names === null) return undefined;
  const list: readonly unknown[] = Array.isArray(names)
    ? names
    : typeof names === 'string'
      ? names.split(',')
      : [names];
  const given = list.map((name) => (typeof name === 'string' ? name.trim() : name));
  if (given.length === 0) return undefined;
  return given.map((name) => moduleAsked(name, sight));
}

/** All that there are: where memory may hold others too, it is asked for these. */
export function everyModule({ shown, synced }: Sight): readonly AskedModule[] {
  return shown.map((module) => {
    return { module, apis: synced.isWhole(module) ? undefined : synced.apisOf(module) };
  });
}

/** Memory knows modules; where only meetings or calls are asked for, the others are left out of what it finds. */
export function leastFetched(limit: number, asked: readonly AskedModule[] | undefined): number {
  const isPart = asked?.some(({ apis }) => apis !== undefined) === true;
  return isPart ? Math.max(limit, mostFetched) : limit;
}

/** Whether a document is of a module that is asked about. */
export function isAsked(
  { module, facts }: Pick<StoredDocument, 'module' | 'facts'>,
  asked: readonly AskedModule[] | undefined,
): boolean {
  if (asked === undefined) return true;
  return asked.some(
    (each) =>
      each.module === module && (each.apis === undefined || each.apis.includes(facts?.api ?? '')),
  );
}
