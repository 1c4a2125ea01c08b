import { Injectable } from '@nestjs/common';

import { type Conversion } from '../../crm/conversion.js';
import { recordKey, type RecordRef } from '../../crm/record-ref.js';
import { Conversions } from '../../ledger/conversions.js';
import { Ledger } from '../../ledger/ledger.js';
import { Tombstones } from '../../ledger/tombstones.js';
import { type ListedRecord } from '../../zoho/records/list-pages.js';
import { SweepQueue } from './sweep-queue.js';

/** Leads that lists show as converted: no records to be compared with memory, but news of those that they became. */
@Injectable()
export class ListedConversions {
  constructor(
    private readonly conversions: Conversions,
    private readonly ledger: Ledger,
    private readonly tombstones: Tombstones,
    private readonly queue: SweepQueue,
  ) {}

  /**
   * Takes note of what was converted, queues the documents that are out of date for it, and returns the other records.
   * @throws AppError of the budget, `sync.stopped`, or the error of Redis
   */
  async withoutConverted(records: readonly ListedRecord[]): Promise<readonly ListedRecord[]> {
    const told = records.flatMap(({ conversion }) => conversion ?? []);
    if (told.length === 0) return records;
    const erased = await this.tombstones.among(told.map(({ lead }) => lead));
    const kept = told.filter(({ lead }) => !erased.has(recordKey(lead)));
    const unaware = await this.#inMemory(await this.conversions.note(kept));
    const leads = await this.#inMemory(kept.map(({ lead }: Conversion) => lead));
    await this.queue.put([...leads, ...unaware]);
    await this.conversions.settle(kept);
    return records.filter(({ conversion }) => conversion === undefined);
  }

  /** What isn't in memory yet will be written with all that is known by then. */
  async #inMemory(refs: readonly RecordRef[]): Promise<readonly RecordRef[]> {
    const entries = await Promise.all(refs.map((ref) => this.ledger.get(ref)));
    return refs.filter((_, index) => entries[index] !== undefined);
  }
}
