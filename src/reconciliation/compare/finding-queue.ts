import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { recordKey, type RecordRef } from '../../crm/record-ref.js';
import { type LedgerEntry } from '../../ledger/ledger-entry.js';
import { Ledger } from '../../ledger/ledger.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { SweepQueue } from '../sweep/sweep-queue.js';
import { remedyFor } from './survey/difference.js';
import { type IdTable } from './survey/id-table.js';
import { type Finding, findingFrom } from './survey/sighting.js';

/** Queues records that differ, after a second look at each: much may have been put right since the first. */
@Injectable()
export class FindingQueue {
  constructor(
    private readonly ledger: Ledger,
    private readonly memory: MemorySink,
    private readonly queue: SweepQueue,
  ) {}

  /** Works the findings off, and takes each off the table once it is queued. Returns how many were queued. */
  async run(
    module: CrmModule,
    findings: IdTable,
    onProgress: (done: number, of: number) => void,
  ): Promise<number> {
    const of = await findings.size();
    let queued = 0;
    let done = 0;
    for await (const rows of findings.pages()) {
      const refs = await this.#stillDiffering(module, rows);
      await this.queue.put(refs);
      await findings.remove([...rows.keys()]);
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
        const finding = findingFrom(rows.get(id) ?? '');
        return finding && (await this.#lookAgain({ module, id }, finding, entries[index]));
      }),
    );
    return refs.filter((ref) => ref !== undefined);
  }

  /** The record, if it is to be synced. Where the ledger claims that memory holds it, the claim is taken back first. */
  async #lookAgain(
    ref: RecordRef,
    { difference, listed }: Finding,
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
