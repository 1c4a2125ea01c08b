import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { recordKey, type RecordRef } from '../../crm/record-ref.js';
import { type LedgerEntry } from '../../ledger/ledger-entry.js';
import { Ledger } from '../../ledger/ledger.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { SweepQueue } from '../sweep/sweep-queue.js';
import { remedyFor } from './survey/difference.js';
import { type IdTable } from './survey/id-table.js';
import { differenceFrom, type FoundDifference } from './survey/sighting.js';

/** Queues records that differ, after a second look at each: much may have been put right since the first. */
@Injectable()
export class DifferenceQueue {
  constructor(
    private readonly ledger: Ledger,
    private readonly memory: MemorySink,
    private readonly queue: SweepQueue,
  ) {}

  /** Queues those that still differ, and takes each off the table once that is done. Returns how many were queued. */
  async run(
    module: CrmModule,
    differing: IdTable,
    onProgress: (done: number, of: number) => void,
  ): Promise<number> {
    const of = await differing.size();
    let queued = 0;
    let done = 0;
    for await (const rows of differing.pages()) {
      const refs = await this.#stillDiffering(module, rows);
      const isOrphan = ({ id }: RecordRef): boolean => {
        return differenceFrom(rows.get(id) ?? '')?.difference === 'orphan';
      };
      await this.queue.put(refs.filter((ref) => !isOrphan(ref)));
      // Too many of them at once were held back before.
      await this.queue.put(refs.filter(isOrphan), { areDeleted: true });
      await differing.remove([...rows.keys()]);
      queued += refs.length;
      done += rows.size;
      onProgress(done, Math.max(of, done));
    }
    return queued;
  }

  async #stillDiffering(
    module: CrmModule,
    rows: ReadonlyMap<string, string>,
  ): Promise<readonly RecordRef[]> {
    const ids = [...rows.keys()];
    const entries = await this.ledger.entriesOf(module, ids);
    const refs = await Promise.all(
      ids.map(async (id, index) => {
        const found = differenceFrom(rows.get(id) ?? '');
        return found && (await this.#lookAgain({ module, id }, found, entries[index]));
      }),
    );
    return refs.filter((ref) => ref !== undefined);
  }

  /** The record, if it is to be synced. Where the ledger claims that memory holds it, the claim is taken back first. */
  async #lookAgain(
    ref: RecordRef,
    { difference, listed }: FoundDifference,
    entry: LedgerEntry | undefined,
  ): Promise<RecordRef | undefined> {
    const named = listed === undefined ? ref : { ...ref, api: listed.api };
    const isNew = difference === 'missing' && entry === undefined;
    // A backfill is made of these: asking the memory for each would tell nothing.
    if (isNew) return named;
    const remembered = await this.memory.get(recordKey(ref));
    const remedy = remedyFor({ listedMs: listed?.modifiedAtMs, remembered, entry });
    if (remedy === 'rewrite') await this.ledger.distrust(ref);
    return remedy === undefined ? undefined : named;
  }
}
