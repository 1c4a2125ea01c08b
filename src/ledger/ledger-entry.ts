import { crmModules, isApiModule, isCrmModule, type CrmModule } from '../crm/modules.js';
import { isRecordId, type RecordKey, type RecordRef } from '../crm/record-ref.js';
import { storedObject } from '../redis/stored-object.js';

/** A record that a document names, and the name it had when the document was written. */
export interface Mention {
  readonly key: RecordKey;
  readonly name: string;
}

/** What memory holds of a record, as far as it takes to decide without asking the memory or the CRM. */
export interface LedgerEntry {
  /** The version written, as in `MemoryDocument`. */
  readonly version: number;
  readonly contentHash: string;
  /** The memory's own id for the document. */
  readonly sinkRef: string;
  /** What the record is called where others point to it. */
  readonly name: string;
  /** The record it hangs on: a deal of an account, a note on a deal. */
  readonly parent: RecordRef | undefined;
  /** The records that the document names, its parent among them, as it calls them. */
  readonly mentions: readonly Mention[];
  /** What the account's document says of this record; its shape is the renderer's affair. */
  readonly summary: unknown;
  /** Epoch ms of the last write. */
  readonly writtenAtMs: number;
}

export function ledgerTextFrom(entry: LedgerEntry): string {
  return JSON.stringify(entry);
}

/** The entry of a text in Redis; undefined for none and for one that can't be read: then the record is written anew. */
export function ledgerEntryFrom(text: string | null | undefined): LedgerEntry | undefined {
  if (text === null || text === undefined) return undefined;
  const value = storedObject(text);
  const { version, contentHash, sinkRef, name, mentions, writtenAtMs } = value;
  if (typeof version !== 'number' || typeof contentHash !== 'string') return undefined;
  if (typeof sinkRef !== 'string' || typeof name !== 'string') return undefined;
  return {
    version,
    contentHash,
    sinkRef,
    name,
    parent: refFrom(value['parent']),
    mentions: Array.isArray(mentions) ? mentions.filter(isMention) : [],
    summary: value['summary'],
    writtenAtMs: typeof writtenAtMs === 'number' ? writtenAtMs : 0,
  };
}

function isMention(value: unknown): value is Mention {
  if (typeof value !== 'object' || value === null) return false;
  const { key, name } = value as Record<string, unknown>;
  return typeof key === 'string' && typeof name === 'string';
}

function refFrom(value: unknown): RecordRef | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { module, id, api } = value as Record<string, unknown>;
  if (!isCrmModule(module) || !isRecordId(id)) return undefined;
  return isApiModule(api) ? { module, id, api } : { module, id };
}

/** The record a key names; undefined for a text that isn't one. */
export function refFromKey(key: string): RecordRef | undefined {
  const module = crmModules.find((name: CrmModule) => key.startsWith(`${name}/`));
  const id = key.slice(key.indexOf('/') + 1);
  return module !== undefined && isRecordId(id) ? { module, id } : undefined;
}
