import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import {
  type BeforeApplicationShutdown,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DelayedError, type Job } from 'bullmq';

import { appErrorFrom } from '../../kernel/app-error.js';
import { type MemoryChecks } from '../../memory-identity/memory-checks.js';
import { putBack } from './put-back.js';

const untakenForMs = 1000;

/** Runs a worker that was made without `autorun` while the memory may be written by this process, and not before. */
export abstract class MemoryBoundHost
  extends WorkerHost
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  readonly #logger = new Logger('Worker');

  constructor(private readonly memory: MemoryChecks) {
    super();
  }

  onApplicationBootstrap(): void {
    this.memory.onChange(() => {
      this.#follow();
    });
    this.#follow();
  }

  override async process(job: Job, token?: string): Promise<void> {
    // Fetched before the worker was paused: others may take it.
    if (!this.memory.isUsable) await this.putBack(job, token, untakenForMs);
    await this.work(job, token);
  }

  abstract work(job: Job, token?: string): Promise<void>;

  /** The worker itself failed, not one of its jobs. */
  protected abstract met(error: Error): void;

  protected async putBack(job: Job, token: string | undefined, forMs: number): Promise<never> {
    await putBack(job, { token, forMs, isClosing: () => this.worker.closing !== undefined });
    throw new DelayedError();
  }

  @OnWorkerEvent('error')
  report(error: Error): void {
    this.#logger.debug({ event: 'worker.error', queue: this.worker.name, reason: error.message });
    this.met(error);
  }

  /** Takes no further job and waits for those under way; the HTTP server still answers meanwhile. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.close().catch((error: unknown) => {
      const reason = appErrorFrom(error).message;
      this.#logger.warn({ event: 'worker.close_failed', queue: this.worker.name, reason });
    });
  }

  #follow(): void {
    this.#startOrPause().catch((error: unknown) => {
      this.report(appErrorFrom(error));
    });
  }

  async #startOrPause(): Promise<void> {
    const { worker } = this;
    const hasBegun = worker.isRunning() || worker.isPaused();
    if (!this.memory.isUsable) {
      if (hasBegun) await worker.pause(true);
    } else if (hasBegun) await worker.resume();
    else await worker.run();
  }
}
