import { type ChangeEvent, type ChangeKind } from '../../crm/change-event.js';
import { isJsonObject, type JsonObject } from '../../kernel/json.js';

/** What a problem is about: the parts of a delivery that decide, and the limits. A closed set, for metrics. */
export type ProblemField =
  | 'body'
  | 'module'
  | 'ids'
  | 'data'
  | 'record_id'
  | 'parameters'
  | 'event_id'
  | `limit_${keyof typeof limits}`;

/** Why a delivery can't be taken. The text quotes nothing of the delivery: it is answered, logged and kept. */
export class Problem {
  constructor(
    readonly field: ProblemField,
    readonly text: string,
  ) {}
}

/** What one delivery may hold at most; more is answered 413. Far beyond what Zoho sends. */
export const limits = { records: 1000, fields: 1000, parameters: 1000 } as const;

export function overLimit(what: keyof typeof limits): Problem {
  const whole = { records: 'a delivery', fields: 'a record', parameters: 'a form' }[what];
  return new Problem(`limit_${what}`, `${whole} must not have more than ${limits[what]} ${what}`);
}

/** What a body of one of the formats says of one record. */
export type ToldRecord = Omit<ChangeEvent, 'ref' | 'kind'> & { readonly id: string };

/** A map: an object would know `constructor` too. */
const kinds: ReadonlyMap<string, ChangeKind> = new Map([
  ['create', 'create'],
  ['insert', 'create'],
  ['update', 'update'],
  ['edit', 'update'],
  ['delete', 'delete'],
  ['restore', 'restore'],
]);

/** The kind that an operation's name means, in any case; undefined for an unknown one. */
export function kindFrom(operation: unknown): ChangeKind | undefined {
  return typeof operation === 'string' ? kinds.get(operation.toLowerCase()) : undefined;
}

/** In any part of a body `null` is as good as nothing. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Names of fields as a hint; what isn't a list of texts is none. */
export function fieldNames(value: unknown): readonly string[] {
  return isNameList(value) ? value : [];
}

export function isNameList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

/** A record's fields, where there is any beside its id. */
export function usableData(value: unknown): { readonly data?: JsonObject } {
  if (!isJsonObject(value)) return {};
  return Object.keys(value).some((name) => name !== 'id') ? { data: value } : {};
}
