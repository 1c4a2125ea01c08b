/** Does something again and again, once at a time, until it is stopped. It keeps no process alive. */
export class Repetition {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  /** @param work never rejects */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly everyMs: number,
  ) {}

  start(): void {
    this.#timer = setInterval(() => {
      // What takes long is not done twice at once: a further run would only wait for the same thing.
      if (this.#running === undefined) void this.now();
    }, this.everyMs);
    this.#timer.unref();
  }

  /** Resolves once it was done from beginning to end, after a run that is under way. */
  async now(): Promise<void> {
    await this.#running;
    this.#running ??= this.work().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
