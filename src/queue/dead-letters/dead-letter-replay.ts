import { setTimeout as delay } from 'node:timers/promises';

import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { recordKey } from '../../crm/record-ref.js';
import { RecordQueues } from '../record-queues.js';
import { type DeadLetterFilter, DeadLetterStore } from './dead-letter-store.js';
import { type DeadLetter } from './dead-letter.js';
import {
  firstStep,
  nextStep,
  type StepResult,
  stopAfter,
  type StopReason,
} from './replay-steps.js';

const lookEveryMs = 100;

export interface ReplayOptions {
  /** Records put back at most. */
  readonly limit?: number;
  /** Only counts. */
  readonly dryRun?: boolean;
  /** How long one step may take until every record of it has recovered or failed again, ms. */
  readonly stepWithinMs: number;
  /** How long the whole may take, ms. */
  readonly withinMs?: number;
  readonly onStep?: (outcome: ReplayOutcome) => void;
}

export interface ReplayOutcome {
  /** Dead letters that the filter means. */
  readonly matched: number;
  /** Records that were put back into their queues. */
  readonly replayed: number;
  readonly recovered: number;
  readonly failedAgain: number;
  /** Undefined: nothing was left to do. */
  readonly stopped: StopReason | undefined;
}

/**
 * Puts dead letters back into the queues, the oldest first and behind live changes, in growing steps; each step waits
 * for what becomes of the one before. A letter stays until its record is synced, so a replay may be cut off at any
 * point and be called again.
 */
@Injectable()
export class DeadLetterReplay implements OnModuleDestroy {
  #stopping = false;

  constructor(
    private readonly deadLetters: DeadLetterStore,
    private readonly queues: RecordQueues,
  ) {}

  /** Letters of modules that aren't synced any more are left alone. @throws the error of Redis */
  async replay(filter: DeadLetterFilter, options: ReplayOptions): Promise<ReplayOutcome> {
    const letters = (await this.deadLetters.matching(filter))
      .filter(({ module }) => this.queues.modules.includes(module))
      .reverse();
    const chosen = letters.slice(0, options.limit);
    const none = { replayed: 0, recovered: 0, failedAgain: 0, stopped: undefined };
    const start: ReplayOutcome = { matched: letters.length, ...none };
    return options.dryRun === true ? start : this.#inSteps(chosen, start, options);
  }

  /** Before the scheduler waits for its tasks. */
  onModuleDestroy(): void {
    this.#stopping = true;
  }

  async #inSteps(
    letters: readonly DeadLetter[],
    start: ReplayOutcome,
    options: ReplayOptions,
  ): Promise<ReplayOutcome> {
    const endsAtMs = performance.now() + (options.withinMs ?? Infinity);
    let outcome = start;
    let size = firstStep;
    while (outcome.replayed < letters.length && outcome.stopped === undefined) {
      const step = letters.slice(outcome.replayed, outcome.replayed + size);
      const stepEndsAtMs = Math.min(endsAtMs, performance.now() + options.stepWithinMs);
      const result = await this.#step(step, stepEndsAtMs);
      const isOver = this.#stopping || performance.now() >= endsAtMs;
      const replayed = outcome.replayed + step.length;
      const isUndone = result.open > 0 || replayed < letters.length;
      outcome = {
        matched: outcome.matched,
        replayed,
        recovered: outcome.recovered + result.recovered,
        failedAgain: outcome.failedAgain + result.failedAgain,
        stopped: isOver && isUndone ? 'out_of_time' : stopAfter(result),
      };
      options.onStep?.(outcome);
      size = nextStep(size);
    }
    return outcome;
  }

  async #step(letters: readonly DeadLetter[], endsAtMs: number): Promise<StepResult> {
    await this.queues.enqueue(
      letters.map(({ module, id, api }) => ({
        ref: api === undefined ? { module, id } : { module, id, api },
        importance: 'sweep',
        delayMs: 0,
      })),
    );
    let result = await this.#look(letters);
    while (result.open > 0 && performance.now() < endsAtMs && !this.#stopping) {
      await delay(lookEveryMs);
      result = await this.#look(letters);
    }
    return result;
  }

  /** A letter that is gone has recovered (or was discarded, and is nobody's worry); one of another time failed again. */
  async #look(letters: readonly DeadLetter[]): Promise<StepResult> {
    const now = await this.deadLetters.getAll(letters);
    const result = { recovered: 0, failedAgain: 0, open: 0 };
    for (const letter of letters) {
      const present = now.get(recordKey(letter));
      if (present === undefined) result.recovered += 1;
      else if (present.failedAtMs === letter.failedAtMs) result.open += 1;
      else result.failedAgain += 1;
    }
    return result;
  }
}
