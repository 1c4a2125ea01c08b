import { setTimeout as delay } from 'node:timers/promises';

import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { AppError, retryLater } from '../kernel/app-error.js';

/** Ends what runs for long when the process is told to stop: between two pages, where nothing is lost. */
@Injectable()
export class Stopping implements OnModuleDestroy {
  readonly #controller = new AbortController();

  /** Before the scheduler waits for its tasks. */
  onModuleDestroy(): void {
    this.#controller.abort();
  }

  /** @throws AppError `sync.stopped` */
  check(): void {
    if (this.#controller.signal.aborted) throw stopped();
  }

  /** @throws AppError `sync.stopped` as soon as the process is told to stop */
  async wait(forMs: number): Promise<void> {
    await delay(forMs, undefined, { signal: this.#controller.signal }).catch(() => {
      throw stopped();
    });
  }
}

function stopped(): AppError {
  return new AppError('sync.stopped', 'The process stops; the sweep goes on where it was.', {
    retry: retryLater,
  });
}
