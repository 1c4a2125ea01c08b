import { Injectable } from '@nestjs/common';

import { type Conversion } from '../crm/conversion.js';
import { recordKey, type RecordRef } from '../crm/record-ref.js';
import { Clock } from '../kernel/clock.js';
import { ledgerEntryOf, factsHashOf, saysOtherwise } from '../documents/composed-entry.js';
import { type ComposedRecord } from '../documents/composer.js';
import { type LedgerEntry } from '../ledger/ledger-entry.js';
import { Ledger } from '../ledger/ledger.js';
import { type MemoryDocument } from '../memory/memory-document.js';
import { type Erased, Tombstones } from '../ledger/tombstones.js';
import { span } from '../observability/tracing.js';
import { DocumentWriter } from './document-writer.js';
import { type Lease } from './job-lease.js';
import { leastGatheringMs, ParentRefresh } from './parent-refresh.js';

export type WriteResult = 'written' | 'unchanged' | 'stale';

/**
 * Memory and ledger together, in the order that survives a crash at any point: memory first, then the records that
 * show this one are queued, then the ledger. A crash in between repeats the whole, which changes nothing twice.
 */
@Injectable()
export class RecordMemory {
  constructor(
    private readonly writer: DocumentWriter,
    private readonly ledger: Ledger,
    private readonly parents: ParentRefresh,
    private readonly clock: Clock,
    private readonly tombstones: Tombstones,
  ) {}

  /** What the ledger says that memory holds of the record. */
  async known(ref: RecordRef): Promise<LedgerEntry | undefined> {
    return this.ledger.get(ref);
  }

  /** Whether a person had the record erased. @throws the error of Redis or of the memory */
  erased(ref: RecordRef, known: LedgerEntry | undefined): Promise<Erased | undefined> {
    return this.tombstones.found(ref, known !== undefined);
  }

  /** Leaves nothing of an erased record. Safe to repeat. @throws as `write` */
  async erase(
    ref: RecordRef,
    previous: LedgerEntry | undefined,
    erased: Erased,
    lease: Lease,
  ): Promise<void> {
    if (erased.isDone && previous === undefined) return;
    await this.remove(ref, previous, lease);
    await this.tombstones.done(ref, erased);
  }

  /** An erased record was changed, and may come back. */
  async comeBack(ref: RecordRef): Promise<void> {
    await this.tombstones.open(ref);
  }

  /**
   * Brings memory to the document: nothing is written over a newer version, and nothing that is there already.
   * @throws AppError `processor.lease_lost` where the record isn't this job's any more, before the write or after it
   */
  async write(
    ref: RecordRef,
    composed: ComposedRecord,
    previous: LedgerEntry | undefined,
    lease: Lease,
  ): Promise<WriteResult> {
    const { document } = composed;
    if (previous !== undefined && document.version < previous.version) return 'stale';
    if (previous !== undefined && this.#isHeld(document, previous)) {
      const next = ledgerEntryOf(composed, previous.sinkRef, previous.writtenAtMs);
      const isSame = !saysOtherwise(previous, next) && previous.rendering === next.rendering;
      if (previous.vanishedSinceMs !== undefined || !isSame) {
        await this.#note(ref, previous, next);
      }
      return 'unchanged';
    }
    await lease.renew();
    const knownRef = previous?.sinkRef;
    const written = await span('write memory', {}, () => this.writer.write({ document, knownRef }));
    if (written.status === 'stale') return 'stale';
    await this.#note(ref, previous, ledgerEntryOf(composed, written.ref, this.clock.now()));
    // Where another job has the record since, this may have been written over what that one did.
    await lease.renew();
    return 'written';
  }

  /** Removes the document of a lead that was converted; the records that it became say where they come from. */
  async removeConverted(
    conversion: Conversion,
    previous: LedgerEntry | undefined,
    lease: Lease,
  ): Promise<boolean> {
    await this.parents.queueConverted(conversion);
    return this.remove(conversion.lead, previous, lease);
  }

  /**
   * Removes the record's document, also one that the ledger doesn't know of. True where there was one.
   * @throws as `write`
   */
  async remove(ref: RecordRef, previous: LedgerEntry | undefined, lease: Lease): Promise<boolean> {
    await lease.renew();
    const removal = { key: recordKey(ref), knownRef: previous?.sinkRef };
    const existed = await span('remove from memory', {}, () => this.writer.remove(removal));
    await this.parents.queue({ ref, previous, next: undefined });
    await span('forget in ledger', {}, () => this.ledger.forget(ref, previous));
    // As after a write: another job may have brought the record back meanwhile.
    if (existed) await lease.renew();
    return existed;
  }

  /** Of this version, too: what was touched and says the same still answers when it was changed last. */
  #isHeld(document: MemoryDocument, { version, contentHash, factsHash }: LedgerEntry): boolean {
    if (version !== document.version || contentHash !== document.contentHash) return false;
    // A memory without facts isn't asked to take a text that it has.
    return !this.writer.keepsFacts || factsHash === factsHashOf(document);
  }

  async #note(ref: RecordRef, previous: LedgerEntry | undefined, next: LedgerEntry): Promise<void> {
    const startedAt = performance.now();
    await this.parents.queue({ ref, previous, next });
    await span('note in ledger', {}, () => this.ledger.put(ref, next, previous));
    // They are held back for longer than this takes. Where it took that long, they may have been composed without it.
    const tookMs = performance.now() - startedAt;
    if (tookMs > leastGatheringMs / 2) await this.parents.queue({ ref, previous, next });
  }
}
