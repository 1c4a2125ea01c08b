import { type CrmRecord } from '../crm/crm-record.js';
import { type MemoryDocument } from './memory-document.js';

/** Makes the document that memory should hold of a record: for whoever checks memory without being able to write it. */
export abstract class DocumentComposer {
  /** The same document that a sync of the record would write. @throws the error of Redis */
  abstract documentFor(record: CrmRecord): Promise<MemoryDocument>;
}
