import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { recordKey, type RecordRef } from '../../crm/record-ref.js';
import { type LedgerEntry } from '../../ledger/ledger-entry.js';
import { Ledger } from '../../ledger/ledger.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { SweepQueue } from '../sweep/sweep-queue.js';
import { type Difference, remedyFor } from './survey/difference.js';
import { type IdTable } from './survey/id-table.js';
import { differenceFrom, type FoundDifference } from './survey/sighting.js';
import { isWrong } from './judgement.js';
import { recordsAtOnce, Truth, type Untruth } from './truth.js';

type Rows = ReadonlyMap<string, string>;

export interface DifferenceOptions {
  /** Also what differs only because fields, labels or the renderer have changed. */
  readonly rerender: boolean;
  readonly onProgress: (done: number, of: number) => void;
}

/** What the CRM alone can tell of: it is asked before anything is done. */
const toldByTheCrm: readonly Difference[] = ['ahead', 'unread'];

/** Queues records that differ, after a second look at each: much may have been put right since the first. */
@Injectable()
export class DifferenceQueue {
  constructor(
    private readonly ledger: Ledger,
    private readonly memory: MemorySink,
    private readonly queue: SweepQueue,
    private readonly truth: Truth,
  ) {}

  /**
   * Queues those that still differ, and takes each off the table once that is done. Returns how many were queued. What
   * memory finds documents by is mended first: it is told what a document was when that is written anew.
   */
  async run(
    module: CrmModule,
    differing: IdTable,
    { rerender, onProgress }: DifferenceOptions,
  ): Promise<number> {
    await this.#mendIndex(module, differing);
    const of = await differing.size();
    let queued = 0;
    let done = 0;
    for await (const rows of differing.pages()) {
      const wanted = rerender ? rows : withoutOldRenderings(rows);
      const refs = await this.#stillDiffering(module, wanted);
      const isGone = ({ id }: RecordRef): boolean => {
        const difference = differenceFrom(rows.get(id) ?? '')?.difference;
        return difference === 'orphan' || difference === 'ghost';
      };
      // What a page showed of them is what they are queued for.
      await this.queue.put(
        refs.filter((ref) => !isGone(ref)),
        { staged: 'some' },
      );
      // Too many documents at once were held back before; of ghosts there is nothing to lose.
      await this.queue.put(refs.filter(isGone), { areDeleted: true });
      await differing.remove([...rows.keys()]);
      queued += refs.length;
      done += rows.size;
      onProgress(done, Math.max(of, done));
    }
    return queued;
  }

  async #mendIndex(module: CrmModule, differing: IdTable): Promise<void> {
    const { index } = this.memory;
    if (index === undefined) return;
    let isWrong = (await index.strays()) > 0;
    for await (const rows of differing.pages()) {
      if (isWrong) break;
      const keys = [...rows.keys()].map((id) => recordKey({ module, id }));
      isWrong = (await index.unfit(keys)).length > 0;
    }
    if (isWrong) await index.rebuild();
  }

  async #stillDiffering(module: CrmModule, rows: Rows): Promise<readonly RecordRef[]> {
    const ids = [...rows.keys()];
    const entries = await this.ledger.entriesOf(module, ids);
    const untrue = await this.#untrue(module, rows);
    const refs = await Promise.all(
      ids.map(async (id, index) => {
        const found = differenceFrom(rows.get(id) ?? '');
        const entry = entries[index];
        // What memory finds documents by was mended as a whole.
        if (found === undefined || found.difference === 'index') return [];
        const { listed } = found;
        const ref = listed === undefined ? { module, id } : { module, id, api: listed.api };
        if (toldByTheCrm.includes(found.difference)) return this.#mendAsTold(ref, untrue.get(id));
        return this.#mend(ref, found, entry);
      }),
    );
    return refs.flat();
  }

  /** Those for which the CRM itself has to be asked, and what it says. */
  async #untrue(module: CrmModule, rows: Rows): Promise<ReadonlyMap<string, Untruth['what']>> {
    const refs = [...rows].flatMap(([id, text]): readonly RecordRef[] => {
      const found = differenceFrom(text);
      if (found === undefined || !toldByTheCrm.includes(found.difference)) return [];
      return [found.listed === undefined ? { module, id } : { module, id, api: found.listed.api }];
    });
    const untruths: Untruth[] = [];
    for (let from = 0; from < refs.length; from += recordsAtOnce) {
      untruths.push(...(await this.truth.untruths(module, refs.slice(from, from + recordsAtOnce))));
    }
    const whatOf = new Map(untruths.map(({ key, what }) => [key, what]));
    return new Map(
      refs.flatMap((ref) => {
        const what = whatOf.get(recordKey(ref));
        return what === undefined ? [] : [[ref.id, what] as const];
      }),
    );
  }

  async #mendAsTold(
    ref: RecordRef,
    what: Untruth['what'] | undefined,
  ): Promise<readonly RecordRef[]> {
    if (what === undefined) return [];
    // Memory takes nothing older than what it has: that it never was so new has to go first.
    if (what === 'ahead') await this.memory.remove([{ key: recordKey(ref), knownRef: undefined }]);
    await this.ledger.distrust(ref);
    return [ref];
  }

  /** The records to be synced. Where the ledger claims what isn't so, the claim is taken back first. */
  async #mend(
    ref: RecordRef,
    { difference, listed }: FoundDifference,
    entry: LedgerEntry | undefined,
  ): Promise<readonly RecordRef[]> {
    if (isWrong(difference)) {
      await this.ledger.distrust(ref);
      return difference === 'links' ? [ref, ...(await this.#above(entry))] : [ref];
    }
    // A backfill is made of these: asking the memory for each would tell nothing.
    if (difference === 'missing' && entry === undefined) return [ref];
    const remembered = await this.memory.get(recordKey(ref));
    if (difference === 'ghost' && remembered === undefined) return [ref];
    const remedy = remedyFor({ listedMs: listed?.modifiedAtMs, remembered, entry });
    if (remedy === 'rewrite') await this.ledger.distrust(ref);
    return remedy === undefined ? [] : [ref];
  }

  /** What a record hangs on, and what that hangs on: their documents were made without it. */
  async #above(entry: LedgerEntry | undefined): Promise<readonly RecordRef[]> {
    if (entry?.parent === undefined) return [];
    const above = await this.ledger.get(entry.parent);
    return above?.parent === undefined ? [entry.parent] : [entry.parent, above.parent];
  }
}

/** Rows of records that differ, without those that only would read otherwise now. */
export function withoutOldRenderings(rows: Rows): Rows {
  return new Map([...rows].filter(([, text]) => differenceFrom(text)?.difference !== 'rendering'));
}
