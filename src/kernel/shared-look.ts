/**
 * One look at something for all who ask within a time: however many ask, it is looked at no more often than that, and
 * once at a time.
 */
export class SharedLook<T> {
  #last: Promise<T> | undefined;
  #begunMs = -Infinity;
  #isUnderWay = false;

  constructor(
    private readonly look: () => Promise<T>,
    private readonly forMs: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** What the last look found, or failed with; one that is too long ago is taken anew. */
  now(): Promise<T> {
    const nowMs = this.nowMs();
    const isFresh = this.#isUnderWay || nowMs - this.#begunMs < this.forMs;
    if (this.#last !== undefined && isFresh) return this.#last;
    this.#begunMs = nowMs;
    this.#isUnderWay = true;
    this.#last = this.look().finally(() => {
      this.#isUnderWay = false;
    });
    return this.#last;
  }
}
