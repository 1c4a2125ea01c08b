import { Injectable } from '@nestjs/common';

import { type CrmRecord } from '../../crm/crm-record.js';
import { type CrmModule } from '../../crm/modules.js';
import { type RecordKey, recordKey, type RecordRef } from '../../crm/record-ref.js';
import { ledgerEntryOf, saysOtherwise } from '../../documents/composed-entry.js';
import { type ComposedRecord, Composer } from '../../documents/composer.js';
import { type LedgerEntry } from '../../ledger/ledger-entry.js';
import { Ledger } from '../../ledger/ledger.js';
import { type MemoryDocument, type StoredDocument } from '../../memory/memory-document.js';
import { MemorySink } from '../../memory/memory-sink.js';

/** What is wrong of a record that memory has in the CRM's own version. */
const wrongs = ['content', 'rendering', 'ledger', 'links'] as const;

export type Wrong = (typeof wrongs)[number];

export function isWrong(difference: string): difference is Wrong {
  return wrongs.some((each) => each === difference);
}

/** What there is of a record here; a document may not have been looked at. */
export interface RecordHere {
  readonly document: StoredDocument | undefined;
  readonly entry: LedgerEntry | undefined;
}

/** A record as the CRM shows it, beside what there is of it here. */
export interface Exhibit extends RecordHere {
  readonly record: CrmRecord;
}

/**
 * Holds what memory and ledger have of records against what the CRM says of them, to the last byte: the document is made
 * anew from the CRM's fields, and neither hash nor summary is taken on trust. An account's also shows its records, as the
 * ledger has them: those are held against the CRM themselves.
 */
@Injectable()
export class Judgement {
  constructor(
    private readonly composer: Composer,
    private readonly ledger: Ledger,
    private readonly memory: MemorySink,
  ) {}

  /** What there is of a record here. */
  async held(ref: RecordRef): Promise<RecordHere> {
    const [document, entry] = await Promise.all([
      this.memory.get(recordKey(ref)),
      this.ledger.get(ref),
    ]);
    return { document, entry };
  }

  /** What is wrong of those that memory has in the same version, by id; others aren't judged. */
  async of(module: CrmModule, records: readonly CrmRecord[]): Promise<ReadonlyMap<string, Wrong>> {
    const keys = records.map((record) => recordKey(record));
    const entries = await this.ledger.entriesOf(
      module,
      records.map(({ id }) => id),
    );
    const documents = await this.#documents(keys);
    const found = await Promise.all(
      records.map(async (record, index) => {
        const exhibit = { record, document: documents?.[index], entry: entries[index] };
        const isThere = documents === undefined || exhibit.document !== undefined;
        return isThere && isOfOneVersion(exhibit) ? this.one(exhibit) : undefined;
      }),
    );
    return new Map(
      records.flatMap(({ id }, index) => {
        const wrong = found[index];
        return wrong === undefined ? [] : [[id, wrong] as const];
      }),
    );
  }

  /** Undefined where all is as it should be. */
  async one({ record, document, entry }: Exhibit): Promise<Wrong | undefined> {
    const composed = await this.composer.compose(record);
    const isOld = entry !== undefined && isOfOldRendering(entry, composed, document);
    if (document !== undefined && !this.#isSame(document, composed.document)) {
      return isOld ? 'rendering' : 'content';
    }
    if (entry === undefined) return 'ledger';
    if (this.#isOtherwise(entry, composed)) return isOld ? 'rendering' : 'ledger';
    return (await this.ledger.isLinked({ ref: record, entry })) ? undefined : 'links';
  }

  /** A memory that reads one by one would take longer than the CRM's list: its hashes are held against the ledger's. */
  async #documents(
    keys: readonly RecordKey[],
  ): Promise<readonly (StoredDocument | undefined)[] | undefined> {
    return this.memory.getAll?.(keys);
  }

  #isSame(held: StoredDocument, expected: MemoryDocument): boolean {
    return (
      held.version === expected.version &&
      held.title === expected.title &&
      held.body === expected.body &&
      held.contentHash === expected.contentHash &&
      (this.memory.facts === undefined ||
        JSON.stringify(held.facts) === JSON.stringify(expected.facts))
    );
  }

  #isOtherwise(entry: LedgerEntry, composed: ComposedRecord): boolean {
    const expected = ledgerEntryOf(composed, entry.sinkRef, entry.writtenAtMs);
    // A memory that keeps no facts is given them all the same, or was given none.
    const keepsFacts = this.memory.facts !== undefined;
    return saysOtherwise(
      keepsFacts ? entry : { ...entry, factsHash: expected.factsHash },
      expected,
    );
  }
}

/** Whether memory has what was written, and other fields, labels or another renderer made that. */
function isOfOldRendering(
  entry: LedgerEntry,
  { rendering }: ComposedRecord,
  document: StoredDocument | undefined,
): boolean {
  if (entry.rendering === rendering) return false;
  return document === undefined || document.contentHash === entry.contentHash;
}

/** What changed since one of them was read is the business of whoever compares versions. */
function isOfOneVersion({ record, document, entry }: Exhibit): boolean {
  const version = record.modifiedAtMs ?? 0;
  return entry?.version === version && (document === undefined || document.version === version);
}
