import { object, optional, passing, type Shape } from '../kernel/shape.js';
import { type ApiModule, type CrmModule, isApiModule, isCrmModule } from './modules.js';

/** Names one record of the CRM. Ids are strings always: Zoho's have up to 19 digits, more than a number holds. */
export interface RecordRef {
  readonly module: CrmModule;
  readonly id: string;
  /** The API module that holds the record, where it is known: an Activity is in `Events` or in `Calls`. */
  readonly api?: ApiModule;
}

/** The one name of a record everywhere outside the CRM: `Accounts/5437000000391001`. */
export type RecordKey = `${CrmModule}/${string}`;

export function recordKey(ref: Pick<RecordRef, 'module' | 'id'>): RecordKey {
  return `${ref.module}/${ref.id}`;
}

/** The record a key names; undefined for a text that isn't one. */
export function refFromKey(key: string): RecordRef | undefined {
  const slash = key.indexOf('/');
  if (slash < 0) return undefined;
  return recordRefFrom({ module: key.slice(0, slash), id: key.slice(slash + 1) });
}

export function isRecordKey(value: unknown): value is RecordKey {
  return typeof value === 'string' && refFromKey(value) !== undefined;
}

/** 1 to 64 characters of letters, digits, `_` and `-`. Zoho's own ids are 1 to 30 digits. */
const recordIdPattern = /^[A-Za-z0-9_-]{1,64}$/;

export function isRecordId(value: unknown): value is string {
  return typeof value === 'string' && recordIdPattern.test(value);
}

/** The record that a value from outside names; undefined where it names none. */
export const recordRefFrom: Shape<RecordRef> = object<RecordRef>({
  module: passing(isCrmModule),
  id: passing(isRecordId),
  api: optional(passing(isApiModule)),
});
