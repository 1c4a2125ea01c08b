import { type RecordKey } from '../crm/record-ref.js';
import { type CrmModule } from '../crm/modules.js';
import { type DocumentFacts } from './document-facts.js';

/** What memory shall hold of one record: its rendering, and what is needed to find it and to order its versions. */
export interface MemoryDocument {
  readonly key: RecordKey;
  readonly module: CrmModule;
  readonly id: string;
  readonly title: string;
  /** Markdown; byte-deterministic: the same record gives the same bytes. */
  readonly body: string;
  /** SHA-256 of the body, hex. */
  readonly contentHash: string;
  /** `Modified_Time` of the record, epoch ms; 0 where the CRM doesn't say. A lower version never replaces a higher. */
  readonly version: number;
  /** Undefined for a document that was taken over from a memory without facts. */
  readonly facts?: DocumentFacts;
}

export interface StoredDocument extends MemoryDocument {
  readonly ref: string;
  /** When memory took this version, epoch ms. */
  readonly storedAtMs: number;
}
