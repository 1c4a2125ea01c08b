import { setTimeout as delay } from 'node:timers/promises';

import { AppError, appErrorFrom, retryAfter, retryLater } from '../../kernel/app-error.js';
import { type RedisLock } from '../../redis/redis-lock.js';

/** Removals go first. Indexing asks for a turn only once it is due: writes that keep coming must not put it off. */
export type TurnKind = 'remove' | 'write' | 'index';

const order: readonly TurnKind[] = ['remove', 'index', 'write'];

/** The lock is taken for this long and kept while it is used, so a process that died keeps others out no longer. */
const lockedForMs = 20_000;
const extendEveryMs = 5000;
/** A process with much to do lets others in after this long. */
const mostInARowMs = 3000;
const shortestLookMs = 5;
const longestLookMs = 100;

interface Turn {
  readonly kind: TurnKind;
  readonly work: (held: Held) => Promise<void>;
  readonly fail: (error: AppError) => void;
  /** When whoever waits for it gives up, by `performance.now()`. */
  readonly untilMs: number;
}

/** The right to change the dataset, for the length of a turn. */
export interface Held {
  /** @throws AppError where the lock was lost: somebody else may be changing the dataset */
  check(): void;
}

/**
 * One change of a dataset at a time, over all processes that share the lock: Cognee makes a second one hang until the
 * first is done, however long that takes. A turn that isn't reached within its time fails and may be tried again.
 */
export class DatasetTurns {
  readonly #waiting: Turn[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(private readonly lock: RedisLock) {}

  /** Runs the work once it is its turn. @throws AppError of the work, `memory.busy`, or `memory.unavailable` once closed */
  async take<T>(kind: TurnKind, waitMs: number, work: (held: Held) => Promise<T>): Promise<T> {
    if (this.#closed) throw closedError();
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        kind,
        untilMs: performance.now() + waitMs,
        fail: reject,
        work: async (held) => {
          try {
            resolve(await work(held));
          } catch (error) {
            reject(appErrorFrom(error));
          }
        },
      });
      this.#running ??= this.#run().finally(() => (this.#running = undefined));
    });
  }

  /** Whether somebody in this process waits for a turn. */
  get isWanted(): boolean {
    return this.#waiting.length > 0;
  }

  /** Lets nobody in any more; resolves once the turn under way has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const turn of this.#waiting.splice(0)) turn.fail(closedError());
    await this.#running;
  }

  async #run(): Promise<void> {
    let lookMs = shortestLookMs;
    while (this.#waiting.length > 0) {
      this.#dropLate();
      try {
        const key = await this.lock.take(lockedForMs);
        if (key === undefined) {
          await delay(lookMs * (0.5 + Math.random()));
          lookMs = Math.min(lookMs * 2, longestLookMs);
          continue;
        }
        lookMs = shortestLookMs;
        await this.#work(key);
      } catch (error) {
        // Redis is away: everybody who waits is told, and comes again.
        const failed = new AppError('memory.unavailable', redisMessage, {
          retry: retryAfter(busyPauseMs),
          cause: error,
        });
        for (const turn of this.#waiting.splice(0)) turn.fail(failed);
      }
    }
  }

  async #work(key: string): Promise<void> {
    let lost = false;
    const extending = setInterval(() => {
      this.lock.extend(key, lockedForMs).then(
        (kept) => (lost ||= !kept),
        () => undefined,
      );
    }, extendEveryMs);
    const held: Held = {
      check: () => {
        if (lost) throw lostError();
      },
    };
    const startedAtMs = performance.now();
    try {
      while (performance.now() - startedAtMs < mostInARowMs) {
        const turn = this.#next();
        if (turn === undefined) return;
        await turn.work(held);
      }
    } finally {
      clearInterval(extending);
      await this.lock.release(key).catch(() => undefined);
    }
  }

  #next(): Turn | undefined {
    for (const kind of order) {
      const index = this.#waiting.findIndex((turn) => turn.kind === kind);
      if (index >= 0) return this.#waiting.splice(index, 1)[0];
    }
    return undefined;
  }

  #dropLate(): void {
    const nowMs = performance.now();
    const late = this.#waiting.filter(({ untilMs }) => untilMs < nowMs);
    for (const turn of late) {
      this.#waiting.splice(this.#waiting.indexOf(turn), 1);
      turn.fail(busyError());
    }
  }
}

const redisMessage = "Redis doesn't answer: the memory can't be written without its lock";
const busyPauseMs = 2000;

export function busyError(): AppError {
  const message =
    'Cognee is being written or indexed by another process: it is tried again shortly';
  return new AppError('memory.busy', message, { retry: retryAfter(busyPauseMs) });
}

function lostError(): AppError {
  const message = 'The lock on the dataset was lost while it was written: it is tried again';
  return new AppError('memory.busy', message, { retry: retryLater });
}

export function closedError(): AppError {
  return new AppError('memory.unavailable', 'The memory is closed', { retry: retryLater });
}
