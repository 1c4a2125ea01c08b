import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { type RecordRef } from '../../crm/record-ref.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { Capacity } from '../../queue/capacity.js';
import { StagedRecords } from '../../queue/progress/staged-records.js';
import { RecordQueues } from '../../queue/record-queues.js';
import { CreditBudget } from './credit-budget.js';
import { Stopping } from '../stopping.js';

/** The part of WEBHOOK_MAX_QUEUE_SIZE that sweeps may fill: live changes always find room. */
const shareForSweeps = 0.5;
const mostAtOnce = 200;
const lookAgainMs = 100;
const mostAttempts = 20;

interface PutOptions {
  readonly areDeleted?: boolean;
  readonly staged?: 'all' | 'some' | 'none';
}

/** Records on their way from a sweep into the queues, at the lowest importance and only where there is room. */
@Injectable()
export class SweepQueue {
  constructor(
    private readonly queues: RecordQueues,
    private readonly capacity: Capacity,
    private readonly budget: CreditBudget,
    private readonly stopping: Stopping,
    private readonly staged: StagedRecords,
  ) {}

  /**
   * When this resolves, all of them are queued; `areDeleted`: the CRM told that they were deleted, or it is believed.
   * `staged`: whether what pages showed of them may be used: of all of them something is there, of some, or it is old.
   * Waits for room as long as that takes. Safe to repeat.
   * @throws AppError of the budget, `sync.stopped`, or the error of Redis
   */
  async put(
    refs: readonly RecordRef[],
    { areDeleted = false, staged = 'none' }: PutOptions = {},
  ): Promise<void> {
    let left = refs;
    while (left.length > 0) {
      this.stopping.check();
      const waiting = await this.#patiently(() => this.capacity.waiting());
      const room = roomFor(waiting, this.capacity.limit);
      const chunk = left.slice(0, Math.min(room, mostAtOnce));
      if (chunk.length === 0) await this.stopping.wait(lookAgainMs);
      else {
        if (staged !== 'all') await this.budget.spendOnReading(chunk.length);
        if (staged === 'none') await this.#willBeRead(chunk);
        await this.#enqueue(chunk, areDeleted);
      }
      left = left.slice(chunk.length);
    }
  }

  async #willBeRead(refs: readonly RecordRef[]): Promise<void> {
    const modules = new Map<CrmModule, string[]>();
    for (const { module, id } of refs) modules.set(module, [...(modules.get(module) ?? []), id]);
    await Promise.all([...modules].map(([module, ids]) => this.staged.spend(module, ids)));
  }

  async #enqueue(refs: readonly RecordRef[], isDeleted: boolean): Promise<void> {
    await this.#patiently(() =>
      this.queues.enqueue(refs.map((ref) => ({ ref, importance: 'sweep', delayMs: 0, isDeleted }))),
    );
  }

  /** The queues answer deliveries, and so give up on a busy Redis within a second. Nobody waits for a sweep. */
  async #patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await ask();
      } catch (error) {
        if (attempt >= mostAttempts || appErrorFrom(error).retry.kind !== 'later') throw error;
        await this.stopping.wait(lookAgainMs * attempt);
      }
    }
  }
}

/** How many more records a sweep may queue. */
export function roomFor(waiting: number, limit: number): number {
  return Math.max(0, Math.max(1, Math.floor(limit * shareForSweeps)) - waiting);
}
