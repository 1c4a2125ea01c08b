import { Logger } from '@nestjs/common';

import { appErrorFrom } from '../../../kernel/app-error.js';
import { type Clock } from '../../../kernel/clock.js';
import { span } from '../../../observability/tracing.js';
import { type CogneeDataset } from '../cognee-dataset.js';
import { type DatasetIndexer } from '../dataset-indexer.js';
import { type DatasetTurns } from '../dataset-turns.js';
import { type CognifyTiming, runDueAtMs } from './cognify-plan.js';

/** How often a process looks for what others have left undone. */
const lookEveryMs = 10_000;
const afterErrorMs = 2000;
/** It waits for its turn as long as others write. */
const patienceMs = 3_600_000;

/** Sees to it that what was written is indexed, once it is time, whichever process wrote it. */
export class CognifyLoop {
  readonly #logger = new Logger('Cognee');
  #timer: NodeJS.Timeout | undefined;
  #timerAtMs = Infinity;
  #looking = false;
  #stopped = false;

  constructor(
    private readonly dataset: CogneeDataset,
    private readonly indexer: DatasetIndexer,
    private readonly turns: DatasetTurns,
    private readonly clock: Clock,
    private readonly timing: CognifyTiming,
  ) {}

  /** Looks within `afterMs` at the latest whether a run is due; from then on now and again. */
  wake(afterMs: number): void {
    const atMs = performance.now() + Math.max(0, afterMs);
    if (this.#stopped || atMs >= this.#timerAtMs) return;
    clearTimeout(this.#timer);
    this.#timerAtMs = atMs;
    this.#timer = setTimeout(() => {
      this.#timerAtMs = Infinity;
      void this.#look();
    }, atMs - performance.now());
    this.#timer.unref();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    let nextMs = lookEveryMs;
    try {
      if ((await this.#untilDueMs()) === 0) {
        // A trace of its own: it serves all that was written, not the write that happened to wake it.
        await span('cognify', { parent: 'none' }, () => this.#run());
      }
      nextMs = Math.min(lookEveryMs, (await this.#untilDueMs()) ?? lookEveryMs);
    } catch (error) {
      nextMs = afterErrorMs;
      if (!this.#stopped) {
        this.#logger.warn({ event: 'cognee.cognify_failed', reason: appErrorFrom(error).message });
      }
    } finally {
      this.#looking = false;
      this.wake(nextMs);
    }
  }

  #run(): Promise<unknown> {
    return this.turns.take('index', patienceMs, async (held) => {
      // Another process may have seen to it while this one waited.
      if ((await this.#untilDueMs()) === 0) await this.indexer.turn(held, this.timing);
    });
  }

  /** 0: now; undefined: nothing waits. */
  async #untilDueMs(): Promise<number | undefined> {
    const { index } = this.dataset;
    const [waiting, state] = await Promise.all([index.waiting(), index.cognifyState()]);
    const dueAtMs = runDueAtMs(waiting, state, this.timing.delayMs);
    return dueAtMs === undefined ? undefined : Math.max(0, dueAtMs - this.clock.now());
  }
}
