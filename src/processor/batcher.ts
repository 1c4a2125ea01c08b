import { appErrorFrom } from '../kernel/app-error.js';
import { currentSpan, sharedSpan, type Span } from '../observability/tracing.js';

export interface BatcherOptions {
  /** What a batch is called in a trace: `load deals`. */
  readonly name?: string;
  /** Items per batch at most. */
  readonly maxItems: number;
  /** Batches under way at once at most. */
  readonly lanes: number;
  /** How long an item may wait for others at the very most, ms. */
  readonly maxWaitMs: number;
  /** Told of every batch that is sent, by its size. */
  readonly onBatch?: (items: number) => void;
}

/** No further item within this time: nothing else is about to join. An idle system waits this long and no longer. */
const quietMs = 2;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
  /** What the item is part of. */
  readonly asker: Span;
}

/**
 * Gathers single items into batches for a call that takes many. A batch goes out when it is full, when no further item
 * has come for two milliseconds, or when its first item has waited `maxWaitMs`; then as soon as a lane is free, and
 * while all lanes are busy it goes on filling. Each item settles on its own.
 */
export class Batcher<Item, Result> {
  readonly #waiting: Waiting<Item, Result>[] = [];
  #busyLanes = 0;
  #quiet: NodeJS.Timeout | undefined;
  #oldestAtMs = 0;
  #due = false;

  /**
   * @param send one result per item, in order; rejecting rejects every item of the batch
   */
  constructor(
    private readonly send: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly options: BatcherOptions,
  ) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) this.#oldestAtMs = performance.now();
      this.#waiting.push({ item, resolve, reject, asker: currentSpan() });
      if (this.#waiting.length >= this.options.maxItems) this.#sendWhatIsDue();
      else this.#awaitQuiet();
    });
  }

  #awaitQuiet(): void {
    const left = this.options.maxWaitMs - (performance.now() - this.#oldestAtMs);
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(
      () => {
        this.#due = this.#waiting.length > 0;
        this.#sendWhatIsDue();
      },
      Math.max(0, Math.min(quietMs, left)),
    );
  }

  #sendWhatIsDue(): void {
    while (this.#busyLanes < this.options.lanes && this.#isDue()) {
      const batch = this.#waiting.splice(0, this.options.maxItems);
      this.#oldestAtMs = performance.now();
      if (this.#waiting.length === 0) this.#forgetQuiet();
      void this.#sendBatch(batch);
    }
  }

  #forgetQuiet(): void {
    this.#due = false;
    clearTimeout(this.#quiet);
  }

  #isDue(): boolean {
    const { length } = this.#waiting;
    return length >= this.options.maxItems || (length > 0 && this.#due);
  }

  async #sendBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    this.#busyLanes += 1;
    this.options.onBatch?.(batch.length);
    try {
      const items = batch.map(({ item }) => item);
      const askers = batch.map(({ asker }) => asker);
      const results = await sharedSpan(this.options.name ?? 'batch', askers, () =>
        this.send(items),
      );
      if (results.length !== batch.length) {
        throw new Error(`A batch of ${batch.length} items got ${results.length} results.`);
      }
      batch.forEach(({ resolve }, index) => {
        resolve(results[index] as Result);
      });
    } catch (error) {
      const reason = appErrorFrom(error);
      for (const { reject } of batch) reject(reason);
    } finally {
      this.#busyLanes -= 1;
      this.#sendWhatIsDue();
    }
  }
}
