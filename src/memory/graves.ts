import { type RecordKey } from '../crm/record-ref.js';

/** What is left of an erased record: that it was erased, and what would bring it back. */
export interface Tombstone {
  /** Epoch ms. */
  readonly erasedAtMs: number;
  /** Whether the CRM's next change of it brings it back; otherwise only a person does. */
  readonly untilChanged: boolean;
  /** What the CRM changed later than this, epoch ms, is a change. */
  readonly version: number;
}

/** Tombstones beside the documents: they are there with them, also where Redis has forgotten its own. */
export interface Graves {
  /** Nothing of what was removed is left in the memory's files within a minute. @throws AppError `memory.*` */
  bury(key: RecordKey, tombstone: Tombstone): Promise<void>;
  /** @throws AppError `memory.*` */
  find(key: RecordKey): Promise<Tombstone | undefined>;
  /** The record may come back. @throws AppError `memory.*` */
  open(key: RecordKey): Promise<void>;
}
