import { randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { PerTurn } from '../../redis/per-turn.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { RedisTime } from '../../redis/redis-time.js';
import { untilReplicated } from '../../redis/replicas.js';
import { queueNameOf } from '../record-job.js';
import { appendScript, forgetScript } from './append-script.js';
import { inParts } from './in-parts.js';
import { type LoggedDelivery } from './logged-delivery.js';
import { logKeys } from './log-keys.js';

/** `joined` of its records were named by an entry that waited already. */
export type AppendOutcome =
  | { readonly status: 'queued'; readonly joined: number }
  | { readonly status: 'duplicate' }
  | { readonly status: 'full' };

type Answer = AppendOutcome | { readonly status: 'failed'; readonly error: unknown };

/** The sender has its answer within a second. */
const answerWithinMs = 900;

/** Redis takes a delivery no later: below the silence after which the connection is given up, and its sender refused. */
const takenWithinMs = 700;

/**
 * The log that deliveries are taken into before anything else is made of them: a Redis stream. Those of one turn of the
 * event loop are one script. What it says it took is in Redis, and in as many replicas as are asked for; of what it rejects
 * nothing is remembered, also where Redis hung and comes to it later.
 */
@Injectable()
export class ChangeLog {
  readonly #appends: PerTurn<LoggedDelivery, Answer>;
  readonly #keys: ReturnType<typeof logKeys>;
  readonly #terms: readonly (string | number)[];
  readonly #queues: readonly (string | number)[];
  readonly #markPrefix = randomBytes(6).toString('base64url');
  #lastMark = 0;
  /** When the scripts were sent that have no answer yet. */
  readonly #unanswered = new Set<number>();

  constructor(
    private readonly redis: RedisConnections,
    private readonly time: RedisTime,
    { queue }: Settings,
  ) {
    const names = queue.modules.map(queueNameOf);
    this.#keys = logKeys(redis);
    this.#terms = [queue.maxWaiting, queue.eventTtlSeconds];
    this.#queues = [redis.key(''), names.length, ...names];
    this.#appends = new PerTurn(async (asked) => {
      const parts = await Promise.all(inParts(asked).map((part) => this.#appendPart(part)));
      return parts.flat();
    });
  }

  /** @throws the error of Redis, or one that says that it took too long; nothing of the delivery is remembered then */
  async append(delivery: LoggedDelivery): Promise<AppendOutcome> {
    const answer = await this.#appends.ask(delivery);
    if (answer.status === 'failed') throw answer.error;
    return answer;
  }

  async #appendPart(part: readonly LoggedDelivery[]): Promise<readonly Answer[]> {
    this.#lastMark += 1;
    const mark = `${this.#markPrefix}${this.#lastMark.toString(36)}`;
    const askedAtMs = performance.now();
    this.#unanswered.add(askedAtMs);
    const appending = this.#append(part, mark, askedAtMs).finally(() => {
      this.#unanswered.delete(askedAtMs);
    });
    try {
      return await answered(appending);
    } catch (error) {
      this.#forget(part, mark);
      return part.map(() => ({ status: 'failed', error }));
    }
  }

  /** Asked again where Redis' clock was not as it was thought to be. */
  async #append(
    part: readonly LoggedDelivery[],
    mark: string,
    askedAtMs: number,
  ): Promise<readonly Answer[]> {
    const [log] = this.#keys;
    for (;;) {
      const oldestMs = Math.min(askedAtMs, ...this.#unanswered);
      const redisMs = await this.time.now();
      const deadlineMs = Math.floor(redisMs + takenWithinMs - (performance.now() - oldestMs));
      const sentAtMs = performance.now();
      const [told, ...answers] = await this.#run(part, mark, deadlineMs);
      this.time.note(Number(told), sentAtMs);
      if (answers.length === part.length) {
        await untilReplicated(this.redis, log, askedAtMs + takenWithinMs - performance.now());
        return answers.map(answerFrom);
      }
      if (performance.now() - oldestMs >= takenWithinMs) throw new Error(tooLate);
    }
  }

  async #run(
    part: readonly LoggedDelivery[],
    mark: string,
    deadlineMs: number,
  ): Promise<readonly unknown[]> {
    const [limit = 0, ttlSeconds = 0] = this.#terms;
    const keys: string[] = [...this.#keys];
    const values = [deadlineMs, limit, ttlSeconds, mark, ...this.#queues];
    for (const { identity, records, entry } of part) {
      if (identity !== undefined) keys.push(this.#identityKey(identity));
      values.push(identity === undefined ? 0 : keys.length);
      values.push(records.length, ...records, entry.length, ...entry);
    }
    const answer = await appendScript.run(this.redis.failFast, keys, values);
    return Array.isArray(answer) ? (answer as readonly unknown[]) : [];
  }

  /** Not waited for: where Redis took what its answer never told of, what is sent again must be taken too. */
  #forget(part: readonly LoggedDelivery[], mark: string): void {
    const keys = part.flatMap(({ identity }) =>
      identity === undefined ? [] : [this.#identityKey(identity)],
    );
    if (keys.length === 0) return;
    forgetScript.run(this.redis.patient, keys, [mark]).catch(ignoredBecauseItIsCalledDuplicate);
  }

  #identityKey(identity: string): string {
    return this.redis.key('delivery', identity);
  }
}

const tooLate = `Redis took longer than ${takenWithinMs} ms`;

/** Timers run before the network is looked at: an answer that is there already counts. */
async function answered<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      setImmediate(() => {
        setImmediate(() => {
          reject(new Error(tooLate));
        });
      });
    }, answerWithinMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function answerFrom(answer: unknown): Answer {
  if (typeof answer === 'number') return { status: 'queued', joined: answer };
  if (answer === 'duplicate' || answer === 'full') return { status: answer };
  return { status: 'failed', error: new Error(String(answer)) };
}

function ignoredBecauseItIsCalledDuplicate(): void {
  // It is in the log all the same.
}
