import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { type RecordKey, recordKey, type RecordRef } from '../../crm/record-ref.js';
import { Clock } from '../../kernel/clock.js';
import { Ledger } from '../../ledger/ledger.js';
import { Capacity } from '../../queue/capacity.js';
import { DeadLetterStore } from '../../queue/dead-letters/dead-letter-store.js';
import { RecordProgress } from '../../queue/progress/record-progress.js';

/** What of a module is on its way to memory. */
export interface ModuleFlight {
  /** Records that wait or are worked on. */
  readonly records: number;
  readonly deadLetters: number;
  /** Everything told before is in memory; epoch ms. */
  readonly toldThroughMs: number;
  /** Records that the ledger knows. */
  readonly known: number;
}

/** Whether a change of a record is known that isn't in memory, and since when. */
export interface RecordFlight {
  readonly pending: boolean;
  readonly sinceMs: number | undefined;
  readonly isDead: boolean;
}

/** What is known of and not yet in memory, wherever it waits. */
@Injectable()
export class InFlight {
  constructor(
    private readonly capacity: Capacity,
    private readonly progress: RecordProgress,
    private readonly deadLetters: DeadLetterStore,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** @throws the error of Redis */
  async ofModule(module: CrmModule): Promise<ModuleFlight> {
    const nowMs = this.clock.now();
    const [depths, letters, lagMs, known] = await Promise.all([
      this.capacity.depths(),
      this.deadLetters.countByModule(),
      this.progress.lagMs(module),
      this.ledger.count(module),
    ]);
    const depth = depths.find((each) => each.module === module);
    return {
      records: depth === undefined ? 0 : depth.waiting + depth.delayed + depth.active,
      deadLetters: letters.get(module) ?? 0,
      toldThroughMs: nowMs - lagMs,
      known,
    };
  }

  /** @throws the error of Redis */
  async ofRecords(
    refs: readonly Pick<RecordRef, 'module' | 'id'>[],
  ): Promise<ReadonlyMap<RecordKey, RecordFlight>> {
    const flights = refs.map(async (ref) => {
      const { job, behindSinceMs, queuedAtMs, deadLetter } = await this.progress.of(ref);
      const isDead = deadLetter !== undefined;
      const pending = job !== undefined || behindSinceMs !== undefined || isDead;
      const sinceMs = behindSinceMs ?? queuedAtMs ?? deadLetter?.firstFailedAtMs;
      return [recordKey(ref), { pending, sinceMs, isDead }] as const;
    });
    return new Map(await Promise.all(flights));
  }
}
