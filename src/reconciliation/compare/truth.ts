import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { recordKey, type RecordRef } from '../../crm/record-ref.js';
import { type LoadOutcome, RecordSource } from '../../crm/record-source.js';
import { Composer } from '../../documents/composer.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { CreditBudget } from '../sweep/credit-budget.js';

/** Records a source loads at a time. */
export const recordsAtOnce = 50;

/** A record whose memory isn't what it should be. */
export interface Untruth {
  readonly key: string;
  readonly what: 'missing' | 'stale' | 'orphan' | 'content' | 'unknown';
  /** `Modified_Time`, epoch ms. */
  readonly inCrmMs: number | undefined;
  readonly inMemoryMs: number | undefined;
  /** Why the CRM couldn't tell. */
  readonly reason: string | undefined;
}

/** Compares single records with memory to the last byte: each is read from the CRM, and rendered as a sync would. */
@Injectable()
export class Truth {
  constructor(
    private readonly source: RecordSource,
    private readonly composer: Composer,
    private readonly memory: MemorySink,
    private readonly budget: CreditBudget,
  ) {}

  /** Those of at most 50 records, all of one module, whose memory isn't what it should be. */
  async untruths(module: CrmModule, refs: readonly RecordRef[]): Promise<readonly Untruth[]> {
    if (refs.length === 0) return [];
    await this.budget.spendOnReading(refs.length);
    const outcomes = await this.source.load(module, refs);
    const found = await Promise.all(
      refs.map(async (ref, index) => {
        const outcome = outcomes[index];
        return outcome && (await this.#untruth(ref, outcome));
      }),
    );
    return found.filter((untruth) => untruth !== undefined);
  }

  async #untruth(ref: RecordRef, outcome: LoadOutcome): Promise<Untruth | undefined> {
    const key = recordKey(ref);
    const document = await this.memory.get(key);
    const inMemoryMs = document?.version;
    const about = { key, inMemoryMs, inCrmMs: undefined, reason: undefined };
    if (outcome.status === 'failed') {
      return { ...about, what: 'unknown', reason: outcome.error.message };
    }
    if (outcome.status === 'gone') {
      return document === undefined ? undefined : { ...about, what: 'orphan' };
    }
    const inCrmMs = outcome.record.modifiedAtMs;
    if (document === undefined) return { ...about, inCrmMs, what: 'missing' };
    const expected = await this.composer.documentFor(outcome.record);
    if (expected.body === document.body) return undefined;
    const what = document.version < expected.version ? 'stale' : 'content';
    return { ...about, inCrmMs, what };
  }
}
