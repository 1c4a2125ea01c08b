import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { type RecordRef } from '../../crm/record-ref.js';
import { RecordSource } from '../../crm/record-source.js';
import { type AppError } from '../../kernel/app-error.js';
import { Clock } from '../../kernel/clock.js';
import { within } from '../../kernel/within.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { faultOf } from './fault.js';
import { backoffMs } from './retry-policy.js';

const firstPauseMs = 1000;
const answersWithinMs = 10_000;

interface Pause {
  readonly untilMs: number;
  readonly inARow: number;
}

/** What a module's records wait for: whether it fails for all of them, and for how long its queue looks no more. */
@Injectable()
export class Outages {
  readonly #pauses = new Map<CrmModule, Pause>();
  readonly #asked = new Map<string, Promise<boolean>>();

  constructor(
    private readonly source: RecordSource,
    private readonly memory: MemorySink,
    private readonly clock: Clock,
  ) {}

  /** Whether the failure of this record is one of the CRM or the memory as a whole; asked where it may be either. */
  async isWhole(ref: RecordRef, error: AppError): Promise<boolean> {
    const fault = faultOf(error);
    if (fault === 'crm_or_record') {
      return !(await this.#works(ref.module, () => this.source.answers?.(ref)));
    }
    if (fault !== 'memory_or_record') return false;
    return !(await this.#works('memory', () => this.memory.check().then(() => true)));
  }

  /** How long the module's queue is to wait: longer each time in a row, at most 30 s. */
  pauseMs(module: CrmModule): number {
    const nowMs = this.clock.now();
    const last = this.#pauses.get(module);
    if (last !== undefined && last.untilMs > nowMs) return last.untilMs - nowMs;
    const inARow = (last?.inARow ?? 0) + 1;
    const pauseMs = backoffMs(inARow, firstPauseMs, Math.random);
    this.#pauses.set(module, { untilMs: nowMs + pauseMs, inARow });
    return pauseMs;
  }

  /** A record of the module came through: the next pause is a short one. */
  ended(module: CrmModule): void {
    this.#pauses.delete(module);
  }

  /** Those that failed together share one question; what was answered to earlier ones says nothing of these. */
  #works(what: string, ask: () => Promise<boolean> | undefined): Promise<boolean> {
    const asked = this.#asked.get(what);
    if (asked !== undefined) return asked;
    // What can't be asked has no troubles but a record's.
    const answer = within(ask() ?? Promise.resolve(true), answersWithinMs, what)
      .catch(() => false)
      .finally(() => this.#asked.delete(what));
    this.#asked.set(what, answer);
    return answer;
  }
}
