import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type CrmModule } from '../crm/modules.js';
import { type RecordRef } from '../crm/record-ref.js';
import { type LoadOutcome, RecordSource } from '../crm/record-source.js';
import { Metrics } from '../observability/metrics.js';
import { EventCounts } from '../installation/event-counts.js';
import { StagedRecords } from '../queue/progress/staged-records.js';
import { Batcher } from './batcher.js';

export type Loaded = Exclude<LoadOutcome, { readonly status: 'failed' }>;

/**
 * Loads single records; those asked for at the same time travel in one call to the source. A call of many may fail
 * because of one of them without saying which, so a record's last attempt of several is made alone: it fails for what
 * is wrong with it, or not at all. The attempts before stay together, so that a source in trouble isn't asked fifty
 * times as often.
 */
@Injectable()
export class RecordLoader {
  readonly #maxAttempts: number;
  readonly #batchers: ReadonlyMap<CrmModule, Batcher<RecordRef, LoadOutcome>>;

  constructor(
    private readonly source: RecordSource,
    settings: Settings,
    private readonly metrics: Metrics,
    private readonly counts: EventCounts,
    private readonly staged: StagedRecords,
  ) {
    const { batchSize, lanes, batchTimeoutMs, maxAttempts } = settings.processor;
    this.#maxAttempts = maxAttempts;
    const onBatch = (records: number): void => {
      this.#note(records);
    };
    const options = { maxItems: batchSize, lanes, maxWaitMs: batchTimeoutMs, onBatch };
    this.#batchers = new Map(
      settings.queue.modules.map((module) => [
        module,
        new Batcher<RecordRef, LoadOutcome>((refs) => this.#read(module, refs), {
          ...options,
          name: `load ${module}`,
        }),
      ]),
    );
  }

  /** The record as a page of a list showed it a moment ago, where nothing has been heard of it since. */
  async listed(ref: RecordRef): Promise<Loaded | undefined> {
    const record = await this.staged.take(ref);
    return record === undefined ? undefined : { status: 'present', record };
  }

  /** The record as it is now; `attempt` counts from 1. @throws AppError of the source, for this record alone */
  async load(ref: RecordRef, attempt: number): Promise<Loaded> {
    const outcome = await (attempt > 1 && attempt >= this.#maxAttempts
      ? this.#alone(ref)
      : this.#batchers.get(ref.module)?.add(ref));
    if (outcome === undefined) throw new Error(`No outcome for ${ref.module}/${ref.id}.`);
    if (outcome.status === 'failed') throw outcome.error;
    return outcome;
  }

  async #alone(ref: RecordRef): Promise<LoadOutcome | undefined> {
    this.#note(1);
    const [outcome] = await this.#read(ref.module, [ref]);
    return outcome;
  }

  /** What pages showed of them before is old from now on. */
  async #read(module: CrmModule, refs: readonly RecordRef[]): Promise<readonly LoadOutcome[]> {
    const outcomes = await this.source.load(module, refs);
    await this.staged.spend(
      module,
      refs.map(({ id }) => id),
    );
    return outcomes;
  }

  #note(records: number): void {
    this.metrics.batches.observe({ call: 'load' }, records);
    this.counts.add('batches_processed');
    this.counts.add('batched_records', records);
  }
}
