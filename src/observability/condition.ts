import { type AppError } from '../kernel/app-error.js';
import { type Subject, type Trouble } from './trouble.js';

/** So long it must have worked without a failure before a trouble counts as over: half of the calls may fail. */
const quietMs = 3000;

/**
 * Whether one thing the service depends on works, by what its users meet. One failure that may be gone with the next
 * call is no trouble yet; a second in a row is, and one that nothing can succeed after for a while is at once.
 */
export class Condition {
  #failures = 0;
  #trouble: Trouble | undefined;
  #lastWorkedMs = 0;

  constructor(
    readonly subject: Subject,
    private readonly now: () => number,
  ) {}

  failed({ code, message, retry }: AppError): void {
    const nowMs = this.now();
    const sinceMs = this.#failures > 0 && this.#trouble ? this.#trouble.sinceMs : nowMs;
    this.#failures += retry.kind === 'pause' ? 2 : 1;
    this.#trouble = { subject: this.subject, sinceMs, lastFailedMs: nowMs, code, message };
  }

  worked(): void {
    this.#lastWorkedMs = this.now();
    this.settle();
  }

  /** Ends a trouble that is over. */
  settle(): void {
    if (this.#trouble === undefined || this.#lastWorkedMs < this.#trouble.lastFailedMs) return;
    // Also what was never enough for a trouble ends with the next success.
    if (this.#failures > 1 && this.now() - this.#trouble.lastFailedMs < quietMs) return;
    this.#failures = 0;
    this.#trouble = undefined;
  }

  get trouble(): Trouble | undefined {
    return this.#failures > 1 ? this.#trouble : undefined;
  }

  /** Epoch ms; 0 for never. */
  get lastWorkedMs(): number {
    return this.#lastWorkedMs;
  }
}
