import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type CrmRecord } from '../crm/crm-record.js';
import { crmModules, type CrmModule } from '../crm/modules.js';
import { type RecordRef } from '../crm/record-ref.js';
import { type LoadOutcome, RecordSource } from '../crm/record-source.js';
import { Batcher } from './batcher.js';

export type Loaded =
  { readonly status: 'present'; readonly record: CrmRecord } | { readonly status: 'gone' };

/** Loads single records; those asked for at the same time travel in one call to the source. */
@Injectable()
export class RecordLoader {
  readonly #batchers: ReadonlyMap<CrmModule, Batcher<RecordRef, LoadOutcome>>;

  constructor(source: RecordSource, settings: Settings) {
    const { batchSize, lanes, batchTimeoutMs } = settings.processor;
    const options = { maxItems: batchSize, lanes, maxWaitMs: batchTimeoutMs };
    this.#batchers = new Map(
      crmModules.map((module) => [
        module,
        new Batcher<RecordRef, LoadOutcome>((refs) => source.load(module, refs), options),
      ]),
    );
  }

  /** The record as it is now. @throws AppError of the source, for this record alone */
  async load(ref: RecordRef): Promise<Loaded> {
    const outcome = await this.#batchers.get(ref.module)?.add(ref);
    if (outcome === undefined) throw new Error(`No batch for ${ref.module}.`);
    if (outcome.status === 'failed') throw outcome.error;
    return outcome;
  }
}
