import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';

import { AppError, retryLater } from '../kernel/app-error.js';
import { Repetition } from '../kernel/repetition.js';
import { within } from '../kernel/within.js';
import { MemorySink } from '../memory/memory-sink.js';
import { Metrics } from '../observability/metrics.js';
import { ProcessConditions } from '../observability/process-conditions.js';

const everyMs = 5000;
/** A memory that takes longer than that to say that it is there doesn't keep up with changes either. */
const answersWithinMs = 10_000;

/** Whether the memory takes writes of this process, looked at every few seconds: also while nothing is to be written. */
@Injectable()
export class MemoryChecks implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #condition: ReturnType<ProcessConditions['of']>;
  readonly #looks = new Repetition(() => this.#look(), everyMs);

  constructor(
    private readonly metrics: Metrics,
    private readonly sink: MemorySink,
    conditions: ProcessConditions,
  ) {
    this.#condition = conditions.of('memory');
  }

  onApplicationBootstrap(): void {
    void this.#looks.now();
    this.#looks.start();
  }

  onApplicationShutdown(): void {
    this.#looks.stop();
  }

  async #look(): Promise<void> {
    const error = await this.#problem();
    this.metrics.memoryUp.set(error === undefined ? 1 : 0);
    if (error === undefined) this.#condition.worked();
    else this.#condition.failed(error);
  }

  async #problem(): Promise<AppError | undefined> {
    try {
      await within(this.sink.check(), answersWithinMs, 'The memory');
      return undefined;
    } catch (error) {
      return error instanceof AppError ? error : this.#noAnswer(error);
    }
  }

  #noAnswer(cause: unknown): AppError {
    const message = `The memory does not answer: ${this.sink.remedy}.`;
    return new AppError('memory.no_answer', message, { retry: retryLater, cause });
  }
}
