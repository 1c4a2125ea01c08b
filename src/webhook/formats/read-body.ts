import { type ChangeEvent } from '../../crm/change-event.js';
import { moduleFromName } from '../../crm/modules.js';
import { type SyncedModules } from '../../crm/synced-modules.js';
import { type RawBody } from '../body/raw-body.js';
import { kindFrom, limits, overLimit, Problem, type ToldRecord } from './format.js';
import { toldByGeneric } from './generic.js';
import { passedOver } from './hints.js';
import { isNotification, toldByNotification } from './notification.js';
import { type ParameterNames } from './parameters.js';
import { parseBody } from './parse-body.js';
import { type JsonObject } from '../../kernel/json.js';
import { unsoundness } from './plain-json.js';
import { hasRecords, toldByRecords } from './records.js';

export type BodyReading =
  | {
      readonly status: 'read';
      readonly changes: readonly ChangeEvent[];
      /** Zoho's own notifications carry the time they were sent: two equal ones are one. */
      readonly isNotification: boolean;
      /** The parts that said nothing in the form they had. */
      readonly passedOver: readonly string[];
    }
  | { readonly status: 'refused'; readonly problems: readonly Problem[] };

export interface Expected extends ParameterNames {
  /** The modules whose changes are taken. */
  readonly synced: SyncedModules;
}

/**
 * The changes a body tells of, in one of the three formats. Only its module and its ids decide whether it is taken; an
 * unknown kind asks for a look at the record, as an update does.
 */
export function readBody(body: RawBody, expected: Expected): BodyReading {
  const parsed = parseBody(body, expected);
  if (parsed instanceof Problem) return { status: 'refused', problems: [parsed] };
  const unsound = unsoundness(parsed);
  if (unsound !== undefined) {
    return { status: 'refused', problems: [new Problem('body', unsound)] };
  }
  return readObject(parsed, expected.synced);
}

function readObject(body: JsonObject, synced: SyncedModules): BodyReading {
  const module = moduleFromName(body['module']);
  const isSynced = module !== undefined && synced.has(module);
  const told = toldBy(body);
  if (!isSynced || told instanceof Problem) {
    const problems = isSynced ? [] : [foreignModule(synced)];
    return {
      status: 'refused',
      problems: told instanceof Problem ? [...problems, told] : problems,
    };
  }
  const kind = kindFrom(body['operation']) ?? kindFrom(body['event_type']) ?? 'update';
  return {
    status: 'read',
    changes: told.map(({ id, ...rest }) => ({ ref: { ...module, id }, kind, ...rest })),
    isNotification: isNotification(body),
    passedOver: passedOver(body),
  };
}

function toldBy(body: JsonObject): readonly ToldRecord[] | Problem {
  const told = formatOf(body)(body);
  if (told instanceof Problem) return told;
  const isWide = told.some(({ data = {} }) => Object.keys(data).length > limits.fields);
  return isWide ? overLimit('fields') : told;
}

function formatOf(body: JsonObject): (body: JsonObject) => readonly ToldRecord[] | Problem {
  if (isNotification(body)) return toldByNotification;
  return hasRecords(body) ? toldByRecords : toldByGeneric;
}

function foreignModule({ names }: SyncedModules): Problem {
  return new Problem('module', `module must be one of ${names.join(', ')}`);
}
