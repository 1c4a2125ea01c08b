import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';

import { AppError, appErrorFrom, retryLater } from '../kernel/app-error.js';
import { Repetition } from '../kernel/repetition.js';
import { within } from '../kernel/within.js';
import { MemorySink } from '../memory/memory-sink.js';
import { Metrics } from '../observability/metrics.js';
import { ProcessConditions } from '../observability/process-conditions.js';
import { MemoryClaim } from './memory-claim.js';

const everyMs = 5000;
/** Work waits while the memory is no use: its end is noticed soon. */
const whileDownEveryMs = 1000;
/** A memory that takes longer than that to say that it is there doesn't keep up with changes either. */
const answersWithinMs = 10_000;
/** Whoever asks whether the memory is well need not wait until the look at it is given up. */
const slowMs = 1000;
const leaveWithinMs = 500;

/**
 * Whether this process may write its memory, looked at every few seconds, also while nothing is to be written: the memory
 * takes writes, and it is the one that the ledger describes. One that nobody else writes any more is succeeded; next to
 * processes that write the described one, another memory would get a part of the changes only.
 */
@Injectable()
export class MemoryChecks
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  readonly #logger = new Logger('Memory');
  readonly #condition: ReturnType<ProcessConditions['of']>;
  readonly #listeners: (() => void)[] = [];
  readonly #looks = new Repetition(() => this.#lookWhenDue(), whileDownEveryMs);
  #isUsable = false;
  #isAsking = false;
  #lookedAtMs = -Infinity;
  #problem: AppError | undefined;

  constructor(
    private readonly metrics: Metrics,
    private readonly sink: MemorySink,
    private readonly claim: MemoryClaim,
    conditions: ProcessConditions,
  ) {
    this.#condition = conditions.of('memory');
  }

  /** False until the first look. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** What is wrong, by the last look; one that is under way for too long is a memory that doesn't answer. */
  get problem(): AppError | undefined {
    const tookMs = performance.now() - this.#lookedAtMs;
    if (this.#problem === undefined && this.#isAsking && tookMs > slowMs) return this.#noAnswer();
    return this.#problem;
  }

  /** Calls back whenever `isUsable` changes. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  onApplicationBootstrap(): void {
    void this.#looks.now();
    this.#looks.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#looks.stop();
    await within(this.claim.end(), leaveWithinMs, 'Redis').catch(() => {
      this.#logger.debug({ event: 'memory.user_not_ended' });
    });
  }

  onApplicationShutdown(): void {
    this.#looks.stop();
  }

  async #lookWhenDue(): Promise<void> {
    if (this.#isUsable && performance.now() - this.#lookedAtMs < everyMs) return;
    this.#lookedAtMs = performance.now();
    const problem = await this.#look();
    this.metrics.memoryUp.set(problem === undefined ? 1 : 0);
    if (problem === undefined) this.#condition.worked();
    else this.#condition.failed(problem);
    this.#problem = problem;
    if (this.#isUsable === (problem === undefined)) return;
    this.#isUsable = problem === undefined;
    for (const listener of this.#listeners) listener();
  }

  async #look(): Promise<AppError | undefined> {
    let memory: string;
    let facts: string | undefined;
    this.#isAsking = true;
    try {
      await within(this.sink.check(), answersWithinMs, 'The memory');
      memory = await within(this.sink.identity(), answersWithinMs, 'The memory');
      facts = await this.sink.factsBeside?.identity();
    } catch (error) {
      const problem = error instanceof AppError ? error : this.#noAnswer(error);
      if (problem.code === 'memory.corrupt') await this.#setAside();
      return problem;
    } finally {
      this.#isAsking = false;
    }
    try {
      return await this.claim.make(memory, facts);
    } catch (cause) {
      // Redis is away. What was known holds: nothing can be worked on meanwhile anyway.
      return this.#isUsable ? undefined : (this.#problem ?? unknownStanding(cause));
    }
  }

  /** The next look finds an empty memory, whose succession fills it. */
  async #setAside(): Promise<void> {
    try {
      const damaged = await this.sink.setAside?.();
      if (damaged === undefined) return;
      const remedy = 'every record is written anew; the damaged file may be deleted';
      this.#logger.error({ event: 'memory.set_aside', damaged, remedy });
    } catch (error) {
      const { code, message: reason } = appErrorFrom(error);
      this.#logger.error({ event: 'memory.not_set_aside', code, reason });
    }
  }

  #noAnswer(cause?: unknown): AppError {
    const message = `The memory does not answer: ${this.sink.remedy}.`;
    return new AppError('memory.no_answer', message, { retry: retryLater, cause });
  }
}

function unknownStanding(cause: unknown): AppError {
  const message = "Redis doesn't answer: it isn't known whether this is the memory of the others.";
  return new AppError('memory.unknown', message, { retry: retryLater, cause });
}
