import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { AppError, retryLater } from '../kernel/app-error.js';
import {
  type DocumentRemoval,
  type DocumentWrite,
  MemorySink,
  type RemovalOutcome,
  type WriteOutcome,
} from '../memory/memory-sink.js';
import { Metrics } from '../observability/metrics.js';
import { ProcessConditions } from '../observability/process-conditions.js';
import { Batcher } from './batcher.js';

export type Written =
  | { readonly status: 'written'; readonly ref: string }
  /** Memory holds a newer version already. */
  | { readonly status: 'stale' };

/**
 * A call that takes longer than this counts as a failure, and again after as long: a memory that took a write and never
 * answers would look well otherwise, because everything else that is asked of it is answered.
 */
const lateEveryMs = 60_000;

/** Writes and removes single documents; those that come at the same time travel in one call to the memory. */
@Injectable()
export class DocumentWriter {
  readonly #writes: Batcher<DocumentWrite, WriteOutcome>;
  readonly #removals: Batcher<DocumentRemoval, RemovalOutcome>;
  readonly #condition: ReturnType<ProcessConditions['of']>;

  constructor(
    private readonly sink: MemorySink,
    settings: Settings,
    private readonly metrics: Metrics,
    conditions: ProcessConditions,
  ) {
    this.#condition = conditions.of('memory');
    const { batchSize, lanes, batchTimeoutMs } = settings.processor;
    const options = { maxItems: batchSize, lanes, maxWaitMs: batchTimeoutMs };
    this.#writes = new Batcher((writes) => this.#measured('write', () => sink.upsert(writes)), {
      ...options,
      name: 'write documents',
      onBatch: (size) => {
        metrics.batches.observe({ call: 'write' }, size);
      },
    });
    this.#removals = new Batcher(
      (removals) => this.#measured('remove', () => sink.remove(removals)),
      {
        ...options,
        name: 'remove documents',
        onBatch: (size) => {
          metrics.batches.observe({ call: 'remove' }, size);
        },
      },
    );
  }

  /** Whether a document is to be written for its facts alone. */
  get keepsFacts(): boolean {
    return this.sink.facts !== undefined;
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

  /** A call that wrote something shows that the memory works, and one that wrote nothing for no document's fault that not. */
  #judge(outcomes: readonly (WriteOutcome | RemovalOutcome)[]): void {
    const errors = outcomes.flatMap((each) => (each.status === 'failed' ? [each.error] : []));
    const error = errors.find(({ retry }) => retry.kind !== 'never');
    if (errors.length < outcomes.length || error === undefined) this.#condition.worked();
    else this.#condition.failed(error);
  }

  async #measured<T extends WriteOutcome | RemovalOutcome>(
    operation: 'write' | 'remove',
    call: () => Promise<readonly T[]>,
  ): Promise<readonly T[]> {
    const stop = this.metrics.memoryCallDuration.startTimer({ operation });
    const late = setInterval(() => {
      this.#condition.failed(this.#notFinished());
    }, lateEveryMs);
    let outcome = 'failed';
    try {
      const outcomes = await call();
      this.#judge(outcomes);
      if (outcomes.every(({ status }) => status !== 'failed')) outcome = 'ok';
      return outcomes;
    } finally {
      clearInterval(late);
      stop();
      this.metrics.memoryCalls.inc({ operation, outcome });
    }
  }

  #notFinished(): AppError {
    const message = `The memory has not finished what it was given for more than a minute: ${this.sink.remedy}.`;
    return new AppError('memory.slow', message, { retry: retryLater });
  }
}
