import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';

import { AppError, retryLater } from '../kernel/app-error.js';
import { MemorySink } from '../memory/memory-sink.js';
import { Conditions } from '../observability/conditions.js';
import { Metrics } from '../observability/metrics.js';
import { within } from '../redis/within.js';

const everyMs = 5000;
/** A memory that takes longer than that to say that it is there doesn't keep up with changes either. */
const answersWithinMs = 10_000;

/** Whether the memory takes writes of this process, looked at every few seconds: also while nothing is to be written. */
@Injectable()
export class MemoryWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #condition: ReturnType<Conditions['of']>;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor(
    private readonly metrics: Metrics,
    private readonly sink: MemorySink,
    conditions: Conditions,
  ) {
    this.#condition = conditions.of('memory');
  }

  onApplicationBootstrap(): void {
    void this.#look();
    this.#timer = setInterval(() => {
      if (!this.#looking) void this.#look();
    }, everyMs);
    this.#timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    this.#looking = true;
    const error = await this.#problem();
    this.#looking = false;
    this.metrics.memoryUp.set(error === undefined ? 1 : 0);
    if (error === undefined) this.#condition.worked();
    else this.#condition.failed(error);
  }

  async #problem(): Promise<AppError | undefined> {
    try {
      await within(this.sink.check(), answersWithinMs, 'The memory');
      return undefined;
    } catch (error) {
      return error instanceof AppError ? error : noAnswer(error);
    }
  }
}

function noAnswer(cause: unknown): AppError {
  const message =
    'The memory does not answer: look at the server of COGNEE_URL, or at the disk of MEMORY_PATH.';
  return new AppError('memory.no_answer', message, { retry: retryLater, cause });
}
