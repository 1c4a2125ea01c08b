import { setTimeout as delay } from 'node:timers/promises';

import { Logger } from '@nestjs/common';

import { appErrorFrom } from '../../../kernel/app-error.js';
import { type Clock } from '../../../kernel/clock.js';
import { type PipelineRun } from '../api/cognee-answers.js';
import { type CogneeApi } from '../api/cognee-api.js';
import { CogneeError, concernsModels } from '../api/cognee-error.js';
import { type FollowedRun } from '../cognee-index.js';

export type RunEnd =
  | { readonly status: 'completed' }
  /** `words` are Cognee's own, or the class of its exception where it gives no words. */
  | { readonly status: 'failed'; readonly words: string; readonly modelsToBlame: boolean }
  /** Nobody knows how it ended, or it doesn't end: another run finds out. */
  | { readonly status: 'lost' }
  /** This process stops; whoever comes next follows the run. */
  | { readonly status: 'left' };

/** A run without a word for this long is taken for dead; another one behind it does no harm. */
const silenceMs = 5 * 60_000;
const shortestLookMs = 100;
const longestLookMs = 2000;

/** Starts runs of cognify and follows them to their end, through restarts of Cognee and of this process. */
export class CognifyRuns {
  readonly #logger = new Logger('Cognee');
  readonly #stopping = new AbortController();

  constructor(
    private readonly api: CogneeApi,
    private readonly clock: Clock,
  ) {}

  /** Starts a run; `started` is told before it is followed. @throws CogneeError where it can't be started */
  async run(dataset: string, started: (run: FollowedRun) => Promise<void>): Promise<RunEnd> {
    try {
      const run = { id: await this.api.startCognify(dataset), startedAtMs: this.clock.now() };
      await started(run);
      return await this.follow(dataset, run);
    } catch (error) {
      return failureFrom(error);
    }
  }

  /** Runs with an answer at the end: only so does Cognee say what a single document failed of. */
  async runForWords(dataset: string): Promise<RunEnd> {
    try {
      await this.api.cognifyNow(dataset);
      return { status: 'completed' };
    } catch (error) {
      return failureFrom(error);
    }
  }

  /** Waits for the end of a run. A run that Cognee was restarted in the middle of has no end: it is `lost`. */
  async follow(dataset: string, run: FollowedRun): Promise<RunEnd> {
    let heard = { at: '', ms: this.clock.now() };
    let wasAway = false;
    let lookMs = shortestLookMs;
    while (!this.#stopping.signal.aborted) {
      const seen = await this.#look(dataset, run);
      if (seen === 'away') wasAway = true;
      else {
        const end = endOf(seen);
        if (end !== undefined) return end;
        if (wasAway) return this.#lost(run, 'Cognee was away');
        if (seen !== undefined && seen.heardAt !== heard.at) {
          heard = { at: seen.heardAt, ms: this.clock.now() };
        }
      }
      if (this.clock.now() - heard.ms > silenceMs) return this.#lost(run, 'nothing was heard');
      await delay(lookMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      lookMs = Math.min(lookMs * 1.5, longestLookMs);
    }
    return { status: 'left' };
  }

  /** Follows nothing any more. */
  stop(): void {
    this.#stopping.abort();
  }

  async #look(dataset: string, run: FollowedRun): Promise<PipelineRun | undefined | 'away'> {
    try {
      return await this.api.run(dataset, run.id);
    } catch (error) {
      const { code } = appErrorFrom(error);
      if (code === 'memory.unavailable' || code === 'memory.bad_answer') return 'away';
      throw error;
    }
  }

  #lost(run: FollowedRun, reason: string): RunEnd {
    this.#logger.warn({ event: 'cognee.run_lost', runId: run.id, reason });
    return { status: 'lost' };
  }
}

function endOf(run: PipelineRun | undefined): RunEnd | undefined {
  if (run === undefined || run.state === 'running') return undefined;
  if (run.state === 'completed') return { status: 'completed' };
  const { errorClass: words } = run;
  return { status: 'failed', words, modelsToBlame: words === '' || concernsModels(words) };
}

/** What a refused or unanswered start says; what concerns the dataset itself is thrown on. */
function failureFrom(error: unknown): RunEnd {
  if (!(error instanceof CogneeError)) throw error;
  const { code, words } = error;
  if (code === 'memory.unavailable') return { status: 'lost' };
  if (code === 'memory.failed' || code === 'memory.refused') {
    return { status: 'failed', words, modelsToBlame: concernsModels(words) };
  }
  throw error;
}
