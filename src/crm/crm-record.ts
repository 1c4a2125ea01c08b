import { instantMs } from '../kernel/iso-time.js';
import { type ApiModule, type CrmModule } from './modules.js';

/** A record as the CRM has it now. Immutable once read. */
export interface CrmRecord {
  readonly module: CrmModule;
  readonly api: ApiModule;
  readonly id: string;
  /** `Modified_Time` as epoch ms; undefined where the CRM didn't say. */
  readonly modifiedAtMs: number | undefined;
  /** Field values by API name, as JSON. Everything in it is data from outside: check before use. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * What a record's `Modified_Time` says of its version, epoch ms; undefined for what isn't a time, and for one of before
 * 1970, which a broken import may have left: versions grow from 0.
 */
export function modifiedMsFrom(value: unknown): number | undefined {
  const ms = instantMs(value);
  return ms === undefined || ms < 0 ? undefined : ms;
}

/** A reference from one record to another: `{ "name", "id" }` in the CRM's JSON. */
export interface Lookup {
  readonly id: string;
  readonly name: string | undefined;
}

/** The lookup a field holds, or undefined for null, plain text and anything else that isn't one. */
export function lookupFrom(value: unknown): Lookup | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, name } = value as { id?: unknown; name?: unknown };
  if (typeof id !== 'string' || id === '') return undefined;
  return { id, name: typeof name === 'string' && name !== '' ? name : undefined };
}
