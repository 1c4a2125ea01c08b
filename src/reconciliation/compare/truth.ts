import { Injectable } from '@nestjs/common';

import { type CrmRecord } from '../../crm/crm-record.js';
import { type CrmModule } from '../../crm/modules.js';
import { type RecordKey, recordKey, type RecordRef } from '../../crm/record-ref.js';
import { type LoadOutcome, RecordSource } from '../../crm/record-source.js';
import { outlives, Tombstones } from '../../ledger/tombstones.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { CreditBudget } from '../sweep/credit-budget.js';
import { type RecordHere, Judgement } from './judgement.js';
import { type Difference } from './survey/difference.js';

/** Records a source loads at a time. */
export const recordsAtOnce = 50;

/** A record whose memory isn't what it should be. */
export interface Untruth {
  readonly key: string;
  /** `unknown`: the CRM couldn't tell. */
  readonly what: Exclude<Difference, 'diverged' | 'unledgered' | 'unread'> | 'unknown';
  /** `Modified_Time`, epoch ms. */
  readonly inCrmMs: number | undefined;
  readonly inMemoryMs: number | undefined;
  /** Why the CRM couldn't tell. */
  readonly reason: string | undefined;
}

/**
 * Compares single records with memory to the last byte: each is read from the CRM, and made into a document as a sync
 * would. What is here is read before the CRM is asked: what is newer than the CRM's answer was never there.
 */
@Injectable()
export class Truth {
  constructor(
    private readonly source: RecordSource,
    private readonly judgement: Judgement,
    private readonly memory: MemorySink,
    private readonly tombstones: Tombstones,
    private readonly budget: CreditBudget,
  ) {}

  /** Those of at most 50 records, all of one module, whose memory isn't what it should be. */
  async untruths(module: CrmModule, refs: readonly RecordRef[]): Promise<readonly Untruth[]> {
    if (refs.length === 0) return [];
    await this.budget.spendOnReading(refs.length);
    const held = await Promise.all(refs.map((ref) => this.judgement.held(ref)));
    const erased = await this.tombstones.among(refs);
    const outcomes = await this.source.load(module, refs);
    const unfit = await this.#unfit(refs);
    const found = await Promise.all(
      refs.map(async (ref, index) => {
        const outcome = outcomes[index];
        const here = held[index];
        if (outcome === undefined || here === undefined) return undefined;
        const tombstone = erased.get(recordKey(ref));
        const isErased =
          tombstone !== undefined &&
          (outcome.status !== 'present' || !outlives(tombstone, outcome.record.modifiedAtMs));
        const known: LoadOutcome = isErased ? { status: 'gone' } : outcome;
        return this.#untruth(ref, known, here, unfit);
      }),
    );
    return found.filter((untruth) => untruth !== undefined);
  }

  async #unfit(refs: readonly RecordRef[]): Promise<readonly RecordKey[]> {
    return (await this.memory.index?.unfit(refs.map((ref) => recordKey(ref)))) ?? [];
  }

  async #untruth(
    ref: RecordRef,
    outcome: LoadOutcome,
    { document, entry }: RecordHere,
    unfit: readonly RecordKey[],
  ): Promise<Untruth | undefined> {
    const key = recordKey(ref);
    const about = { key, inMemoryMs: document?.version, inCrmMs: undefined, reason: undefined };
    if (outcome.status === 'failed') {
      return { ...about, what: 'unknown', reason: outcome.error.message };
    }
    if (outcome.status === 'gone') {
      if (document !== undefined) return { ...about, what: 'orphan' };
      return entry === undefined ? undefined : { ...about, what: 'ghost' };
    }
    const found = await this.#untruthOf(outcome.record, { document, entry }, unfit);
    return found === undefined
      ? undefined
      : { ...about, inCrmMs: outcome.record.modifiedAtMs, what: found };
  }

  async #untruthOf(
    record: CrmRecord,
    { document, entry }: RecordHere,
    unfit: readonly RecordKey[],
  ): Promise<Untruth['what'] | undefined> {
    if (document === undefined) return 'missing';
    const version = record.modifiedAtMs ?? 0;
    if (document.version > version) return 'ahead';
    const wrong = await this.judgement.one({ record, document, entry });
    if (wrong !== undefined) return document.version < version ? 'stale' : wrong;
    return unfit.includes(document.key) ? 'index' : undefined;
  }
}
