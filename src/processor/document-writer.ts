import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import {
  type DocumentRemoval,
  type DocumentWrite,
  MemorySink,
  type RemovalOutcome,
  type WriteOutcome,
} from '../memory/memory-sink.js';
import { Batcher } from './batcher.js';

export type Written =
  | { readonly status: 'written'; readonly ref: string }
  /** Memory holds a newer version already. */
  | { readonly status: 'stale' };

/** Writes and removes single documents; those that come at the same time travel in one call to the memory. */
@Injectable()
export class DocumentWriter {
  readonly #writes: Batcher<DocumentWrite, WriteOutcome>;
  readonly #removals: Batcher<DocumentRemoval, RemovalOutcome>;

  constructor(sink: MemorySink, settings: Settings) {
    const { batchSize, lanes, batchTimeoutMs } = settings.processor;
    const options = { maxItems: batchSize, lanes, maxWaitMs: batchTimeoutMs };
    this.#writes = new Batcher((writes) => sink.upsert(writes), options);
    this.#removals = new Batcher((removals) => sink.remove(removals), options);
  }

  /** @throws AppError of the memory, for this document alone */
  async write(write: DocumentWrite): Promise<Written> {
    const outcome = await this.#writes.add(write);
    if (outcome.status === 'failed') throw outcome.error;
    return outcome;
  }

  /** True where memory held the document. @throws AppError of the memory, for this document alone */
  async remove(removal: DocumentRemoval): Promise<boolean> {
    const outcome = await this.#removals.add(removal);
    if (outcome.status === 'failed') throw outcome.error;
    return outcome.existed;
  }
}
