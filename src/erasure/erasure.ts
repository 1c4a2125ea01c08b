import { setTimeout as delay } from 'node:timers/promises';

import { Injectable, Logger } from '@nestjs/common';

import { type RecordKey, recordKey, type RecordRef } from '../crm/record-ref.js';
import { type LedgerEntry } from '../ledger/ledger-entry.js';
import { Ledger } from '../ledger/ledger.js';
import { Tombstones } from '../ledger/tombstones.js';
import { RecordQueues } from '../queue/record-queues.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { type Rewriting, rewriteFiles } from '../redis/rewritten-log.js';
import { RecordRemains, type Removed } from './record-remains.js';

/** What became of erasing a record. */
export interface ErasureReport {
  readonly key: RecordKey;
  readonly erasedAtMs: number;
  readonly untilChanged: boolean;
  /** False where no worker has done its part yet: it will, and nothing brings the record back meanwhile. */
  readonly isComplete: boolean;
  readonly removed: Removed & { readonly document: boolean };
  /** Records that name it, because the CRM's records do: what is erased there goes here by itself. */
  readonly stillNamedIn: readonly RecordKey[];
  readonly redis: Rewriting;
}

interface ErasureOptions {
  readonly untilChanged: boolean;
  /** How long somebody may wait for it. */
  readonly withinMs: number;
}

const lookEveryMs = 100;

/**
 * Forgets a record: the tombstone first, so that nothing brings it back meanwhile, then what is kept of it here; its
 * document goes by the one way to memory, its job. Those that showed it are written anew, and Redis' files too.
 */
@Injectable()
export class Erasure {
  readonly #logger = new Logger('Records');

  constructor(
    private readonly tombstones: Tombstones,
    private readonly ledger: Ledger,
    private readonly remains: RecordRemains,
    private readonly queues: RecordQueues,
    private readonly redis: RedisConnections,
  ) {}

  /** Safe to repeat. @throws the error of Redis; what was done stays done */
  async erase(ref: RecordRef, { untilChanged, withinMs }: ErasureOptions): Promise<ErasureReport> {
    const deadlineMs = performance.now() + withinMs;
    const entry = await this.ledger.get(ref);
    const followers = await this.#followersOf(ref, entry);
    const { erasedAtMs } = await this.tombstones.put(ref, untilChanged, entry?.version);
    const removed = await this.remains.forget(ref);
    await this.queues.enqueue(
      [
        ref,
        ...removed.convertedInto.filter(({ module }) => this.queues.modules.includes(module)),
      ].map((each) => ({ ref: each, importance: 'critical', delayMs: 0 })),
    );
    const isComplete =
      (await this.#until(deadlineMs, () => this.#isDone(ref))) &&
      (await this.#until(deadlineMs, () => this.#areDone(followers)));
    // A job that ran meanwhile may have left something.
    await this.remains.forget(ref);
    const naming = await this.ledger.mentionersOf(ref);
    const redis = await rewriteFiles(this.redis);
    const { module, id: recordId } = ref;
    this.#logger.log({ event: 'record.erased', module, recordId, isComplete, untilChanged });
    return {
      key: recordKey(ref),
      erasedAtMs,
      untilChanged,
      isComplete,
      removed: { ...removed, document: entry !== undefined },
      stillNamedIn: naming.map((each) => recordKey(each.ref)),
      redis,
    };
  }

  /** Those whose documents show it. */
  async #followersOf(
    ref: RecordRef,
    entry: LedgerEntry | undefined,
  ): Promise<readonly RecordRef[]> {
    const naming = await this.ledger.mentionersOf(ref);
    const parents = entry?.parent === undefined ? [] : [entry.parent];
    return [...parents, ...naming.map((each) => each.ref)].filter(({ module }) =>
      this.queues.modules.includes(module),
    );
  }

  async #isDone(ref: RecordRef): Promise<boolean> {
    const erased = await this.tombstones.get(ref);
    return erased === undefined || erased.isDone;
  }

  async #areDone(refs: readonly RecordRef[]): Promise<boolean> {
    const pending = await Promise.all(refs.map((ref) => this.queues.pending(ref)));
    // One that waits for its next attempt may do so for long.
    return pending.every((job) => job === undefined || job.attempts > 0);
  }

  async #until(deadlineMs: number, isSo: () => Promise<boolean>): Promise<boolean> {
    for (;;) {
      if (await isSo()) return true;
      if (performance.now() > deadlineMs) return false;
      await delay(lookEveryMs);
    }
  }
}
