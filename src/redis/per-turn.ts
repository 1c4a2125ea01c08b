interface Waiting<Ask, Answer> {
  readonly ask: Ask;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does in one go what is asked for within one turn of the event loop, whoever asks. Under load one command to Redis
 * serves many requests; when idle nothing waits for longer than its own turn.
 */
export class PerTurn<Ask, Answer> {
  #waiting: Waiting<Ask, Answer>[] = [];

  /** @param work one answer per ask, in order; rejecting rejects every ask of the turn */
  constructor(private readonly work: (asks: readonly Ask[]) => Promise<readonly Answer[]>) {}

  ask(ask: Ask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => void this.#flush());
      this.#waiting.push({ ask, resolve, reject });
    });
  }

  async #flush(): Promise<void> {
    const asked = this.#waiting;
    this.#waiting = [];
    try {
      const answers = await this.work(asked.map(({ ask }) => ask));
      asked.forEach(({ resolve }, index) => {
        resolve(answers[index] as Answer);
      });
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
