import { Logger } from '@nestjs/common';

import { type RecordKey } from '../../crm/record-ref.js';
import { appErrorFrom, retryNever } from '../../kernel/app-error.js';
import { type Clock } from '../../kernel/clock.js';
import { type OnRejected } from '../memory-sink.js';
import { CogneeError, kindIn } from './api/cognee-error.js';
import { type CogneeCounters } from './cognee-counters.js';
import { type CogneeDataset } from './cognee-dataset.js';
import { type CognifyState } from './cognee-index.js';
import { afterFailure, afterSuccess, type CognifyTiming } from './cognify/cognify-plan.js';
import { type CognifyRuns, type RunEnd } from './cognify/cognify-runs.js';
import { type Held } from './dataset-turns.js';
import { type IndexEntry, refsOf } from './index-entry.js';

interface Waiting {
  readonly key: RecordKey;
  readonly entry: IndexEntry;
}

const budgetPauseMs = 15 * 60_000;

/**
 * Makes what was written findable: one run of cognify over everything that waits, then the versions it replaces are
 * removed. Where a run fails of a document, the documents are halved until the one is found; it is set aside.
 */
export class DatasetIndexer {
  readonly #logger = new Logger('Cognee');
  /** Told of documents that can't be indexed. */
  onRejected: OnRejected = () => Promise.resolve();

  constructor(
    private readonly dataset: CogneeDataset,
    private readonly runs: CognifyRuns,
    private readonly clock: Clock,
    private readonly counters: CogneeCounters,
  ) {}

  /**
   * One run, if it is time for one; for the holder of the dataset. What can't be done now is noted for later.
   * @throws AppError of Redis, and of Cognee where it concerns the dataset itself
   */
  async turn(held: Held, timing: CognifyTiming): Promise<void> {
    const id = await this.dataset.ready();
    try {
      await this.#turn(id, held, timing);
    } catch (error) {
      if (!(await this.dataset.isGone(id, error))) throw error;
    }
  }

  async #turn(id: string, held: Held, timing: CognifyTiming): Promise<void> {
    const startedAt = performance.now();
    const state = await this.dataset.index.cognifyState();
    const prepared = state.run === undefined ? await this.#prepare(id, state, timing) : state;
    if (prepared === undefined) return;
    const present = (await this.#waiting()).filter(({ entry }) => entry.ref !== '');
    const end = await this.#end(id, prepared, present.length);
    held.check();
    this.#logger.log({
      event: 'cognee.cognified',
      outcome: end.status,
      documents: present.length,
      tookMs: Math.round(performance.now() - startedAt),
      ...(end.status === 'failed' ? { reason: kindIn(end.words) } : {}),
    });
    await this.#conclude(id, prepared, present, end);
  }

  /** Lets in what may be in this run, and keeps out the rest. Undefined where no run shall begin now. */
  async #prepare(
    id: string,
    state: CognifyState,
    { mostPerHour }: CognifyTiming,
  ): Promise<CognifyState | undefined> {
    const nowMs = this.clock.now();
    const { index } = this.dataset;
    if (mostPerHour !== undefined) {
      const notBeforeMs = await index.budgetOpensAtMs(mostPerHour, nowMs);
      if (notBeforeMs > nowMs) {
        await index.putCognifyState({ ...state, notBeforeMs });
        return undefined;
      }
    }
    const waiting = await this.#withoutIntermediate(id, await this.#waiting());
    if (waiting.length === 0) return undefined;
    const size = state.probeSize ?? Infinity;
    const chosen = waiting.slice(0, size);
    for (const { key, entry } of waiting.slice(size)) {
      if (entry.ref !== '') await this.dataset.holdBack(id, key, entry);
    }
    await this.dataset.release(
      id,
      chosen.filter(({ entry }) => entry.ref === ''),
    );
    await index.noteRun(nowMs);
    return state;
  }

  /** Versions that were replaced before they were indexed go first: indexing them would cost and serve nobody. */
  async #withoutIntermediate(id: string, waiting: readonly Waiting[]): Promise<readonly Waiting[]> {
    const slim: Waiting[] = [];
    for (const { key, entry } of waiting) {
      const superseded = entry.superseded.filter(({ indexed }) => indexed);
      if (superseded.length === entry.superseded.length) slim.push({ key, entry });
      else {
        const dropped = entry.superseded.filter(({ indexed }) => !indexed);
        await this.dataset.remove(
          id,
          dropped.map(({ ref }) => ref),
        );
        slim.push({ key, entry: { ...entry, superseded } });
        await this.dataset.index.put(slim.slice(-1), this.clock.now());
      }
    }
    return slim;
  }

  async #end(id: string, state: CognifyState, size: number): Promise<RunEnd> {
    const { index } = this.dataset;
    try {
      if (state.run !== undefined) return await this.runs.follow(id, state.run);
      const isSuspect = size === 1 && (state.probeSize !== undefined || state.failures > 0);
      if (isSuspect) return await this.runs.runForWords(id);
      return await this.runs.run(id, (run) => index.putCognifyState({ ...state, run }));
    } catch (error) {
      const { code, message } = appErrorFrom(error);
      if (code !== 'memory.budget') throw error;
      return { status: 'failed', words: message, modelsToBlame: true };
    }
  }

  async #conclude(
    id: string,
    state: CognifyState,
    present: readonly Waiting[],
    end: RunEnd,
  ): Promise<void> {
    const { index } = this.dataset;
    const nowMs = this.clock.now();
    switch (end.status) {
      case 'left':
        return;
      case 'lost':
        return index.putCognifyState({ ...state, run: undefined, notBeforeMs: nowMs + 1000 });
      case 'completed': {
        await this.#settle(id, present);
        const { count } = await index.waiting();
        return index.putCognifyState(afterSuccess(state, count));
      }
      case 'failed':
        return this.#afterFailure(id, state, present, end);
    }
  }

  /** What is indexed replaces what it replaced. */
  async #settle(id: string, present: readonly Waiting[]): Promise<void> {
    for (const { key, entry } of present) {
      await this.dataset.remove(
        id,
        entry.superseded.map(({ ref }) => ref),
      );
      const settled = { ...entry, indexed: true, superseded: [] };
      await this.dataset.index.put([{ key, entry: settled }], this.clock.now());
    }
  }

  async #afterFailure(
    id: string,
    state: CognifyState,
    present: readonly Waiting[],
    { words, modelsToBlame }: Extract<RunEnd, { status: 'failed' }>,
  ): Promise<void> {
    this.counters.cognifyFailures += 1;
    const nowMs = this.clock.now();
    const after = afterFailure(state, { size: present.length, modelsToBlame, nowMs });
    const [only] = present;
    if (after.action === 'reject' && only !== undefined) await this.#reject(id, only, words);
    if (after.action === 'postpone' && only !== undefined) {
      await this.dataset.index.postpone(only.key, nowMs);
    }
    const isBudget = /Payment|Budget/i.test(words);
    const notBeforeMs = isBudget ? nowMs + budgetPauseMs : after.state.notBeforeMs;
    await this.dataset.index.putCognifyState({ ...after.state, notBeforeMs });
    if (modelsToBlame) {
      const remedy = "Cognee's models don't work: see its log, and LLM_API_KEY and its budget";
      this.#logger.error({
        event: 'cognee.cognify_held',
        reason: kindIn(words),
        notBeforeMs,
        remedy,
      });
    }
  }

  /** Sets a document aside: an older version that could be indexed takes its place, where there is one. */
  async #reject(id: string, { key, entry }: Waiting, words: string): Promise<void> {
    // Its words may quote the document.
    const message = `Cognee can't index ${key} (${kindIn(words)}): its own log says why`;
    const error = new CogneeError('memory.not_indexable', message, { retry: retryNever, words });
    await this.onRejected(key, error);
    const older = entry.superseded.find(({ indexed }) => indexed);
    await this.dataset.remove(
      id,
      refsOf(entry).filter((ref) => ref !== older?.ref),
    );
    if (older === undefined) await this.dataset.index.forget(key);
    else {
      const restored = { ...older, superseded: [], removing: false, heldBody: undefined };
      await this.dataset.index.put([{ key, entry: restored }], this.clock.now());
    }
    this.counters.rejected += 1;
    this.#logger.error({ event: 'cognee.document_rejected', key, reason: kindIn(words) });
  }

  async #waiting(): Promise<readonly Waiting[]> {
    const pending = await this.dataset.index.pending();
    const entries = await this.dataset.index.entries(pending.map(({ key }) => key));
    return pending.flatMap(({ key }, at) => {
      const entry = entries[at];
      return entry === undefined || entry.removing ? [] : [{ key, entry }];
    });
  }
}
