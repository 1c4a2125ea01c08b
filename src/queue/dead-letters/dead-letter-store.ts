import { Injectable } from '@nestjs/common';

import { type CrmModule, usualModules } from '../../crm/modules.js';
import { type RecordKey, recordKey, type RecordRef, refFromKey } from '../../crm/record-ref.js';
import { type AppError } from '../../kernel/app-error.js';
import { Clock } from '../../kernel/clock.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { causeChainOf } from './cause-chain.js';
import { type DeadLetter, deadLetterFrom } from './dead-letter.js';

const keptForMs = 30 * 24 * 3600 * 1000;
const perCommand = 500;
const mostRequestIds = 10;

/** Which dead letters are meant: those that fit every part that is given; all of them for none. */
export interface DeadLetterFilter {
  readonly module?: CrmModule;
  readonly id?: string;
  readonly code?: string;
  /** Any further condition. */
  readonly due?: (letter: DeadLetter) => boolean;
}

type Named = Pick<RecordRef, 'module' | 'id'>;

/**
 * The records that could not be synced, with error and attempts, for 30 days. A record has one dead letter at most: a
 * later failure replaces it, a later success resolves it.
 */
@Injectable()
export class DeadLetterStore {
  constructor(
    private readonly redis: RedisConnections,
    private readonly clock: Clock,
  ) {}

  /**
   * Written before the job is given up: a crash in between tries the record again instead of forgetting it. `requestId`:
   * of the delivery that it was tried for.
   */
  async add(ref: RecordRef, error: AppError, attempts: number, requestId?: string): Promise<void> {
    const before = await this.redis.patient.hget(this.#lettersKey(ref.module), ref.id);
    const failedAtMs = this.clock.now();
    const earlier = deadLetterFrom(before);
    const letter: DeadLetter = {
      module: ref.module,
      id: ref.id,
      ...(ref.api === undefined ? {} : { api: ref.api }),
      code: error.code,
      message: error.message,
      causes: causeChainOf(error),
      retryable: error.retry.kind !== 'never',
      attempts,
      firstFailedAtMs: earlier?.firstFailedAtMs ?? failedAtMs,
      failedAtMs,
      requestIds: idsAfter(earlier?.requestIds ?? [], requestId),
    };
    await this.redis.patient
      .multi()
      .hset(this.#lettersKey(ref.module), ref.id, JSON.stringify(letter))
      .zadd(this.#timesKey(), letter.failedAtMs, recordKey(ref))
      .sadd(this.#modulesKey(), ref.module)
      .exec();
  }

  /** Called after every success; cheap where there is nothing to resolve. True where there was. */
  async resolve(ref: Named): Promise<boolean> {
    const existed = (await this.redis.patient.zrem(this.#timesKey(), recordKey(ref))) > 0;
    if (existed) await this.redis.patient.hdel(this.#lettersKey(ref.module), ref.id);
    return existed;
  }

  async get(ref: Named): Promise<DeadLetter | undefined> {
    return deadLetterFrom(await this.redis.failFast.hget(this.#lettersKey(ref.module), ref.id));
  }

  /** The letters of these records that there are, by record key. */
  async getAll(refs: readonly Named[]): Promise<ReadonlyMap<RecordKey, DeadLetter>> {
    const modules = [...new Set(refs.map(({ module }) => module))];
    const perModule = modules.map(async (module) => {
      const ids = refs.filter((ref) => ref.module === module).map(({ id }) => id);
      return this.redis.failFast.hmget(this.#lettersKey(module), ...ids);
    });
    const texts = (await Promise.all(perModule)).flat();
    const letters = texts.map(deadLetterFrom);
    return new Map(
      letters.filter((letter) => letter !== undefined).map((letter) => [recordKey(letter), letter]),
    );
  }

  /** All that the filter means, newest first. One that comes or goes meanwhile may be seen or not. */
  async matching(filter: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    const modules = filter.module === undefined ? await this.#modules() : [filter.module];
    const letters =
      filter.id === undefined
        ? await Promise.all(modules.map((module) => this.#ofModule(module)))
        : await Promise.all(modules.map((module) => this.#named(module, filter.id)));
    return letters
      .flat()
      .filter(({ code }) => filter.code === undefined || filter.code === code)
      .filter((letter) => filter.due === undefined || filter.due(letter))
      .sort((left, right) => right.failedAtMs - left.failedAtMs);
  }

  /** Newest first. */
  async list(limit: number, module?: CrmModule): Promise<readonly DeadLetter[]> {
    const letters = await this.matching(module === undefined ? {} : { module });
    return letters.slice(0, limit);
  }

  /** Forgets letters, whatever became of their records. Returns how many of them there still were. */
  async discard(letters: readonly Named[]): Promise<number> {
    let discarded = 0;
    for (let from = 0; from < letters.length; from += perCommand) {
      const some = letters.slice(from, from + perCommand);
      const resolved = await Promise.all(some.map((letter) => this.resolve(letter)));
      discarded += resolved.filter(Boolean).length;
    }
    return discarded;
  }

  async count(): Promise<number> {
    return this.redis.failFast.zcard(this.#timesKey());
  }

  /** How many there are per module. */
  async countByModule(): Promise<ReadonlyMap<CrmModule, number>> {
    const counts = await Promise.all(
      (await this.#modules()).map(
        async (module) =>
          [module, await this.redis.failFast.hlen(this.#lettersKey(module))] as const,
      ),
    );
    return new Map(counts);
  }

  /** Forgets what is older than 30 days. Returns how many that were. */
  async prune(): Promise<number> {
    const before = this.clock.now() - keptForMs;
    const expired = await this.redis.patient.zrangebyscore(this.#timesKey(), 0, before);
    return this.discard(expired.flatMap((key) => refFromKey(key) ?? []));
  }

  async #named(module: CrmModule, id: string | undefined): Promise<readonly DeadLetter[]> {
    const letter = id === undefined ? undefined : await this.get({ module, id });
    return letter === undefined ? [] : [letter];
  }

  /** Read in parts: thousands in one answer would keep every other command waiting. */
  async #ofModule(module: CrmModule): Promise<readonly DeadLetter[]> {
    const letters = new Map<string, DeadLetter>();
    let cursor = '0';
    do {
      const [next, pairs] = await this.redis.failFast.hscan(
        this.#lettersKey(module),
        cursor,
        'COUNT',
        perCommand,
      );
      for (const text of pairs.filter((_, index) => index % 2 === 1)) {
        const letter = deadLetterFrom(text);
        if (letter !== undefined) letters.set(letter.id, letter);
      }
      cursor = next;
    } while (cursor !== '0');
    return [...letters.values()];
  }

  /** Those that ever had a letter: also one that is no longer synced. Older installations noted none but the usual. */
  async #modules(): Promise<readonly CrmModule[]> {
    const noted = await this.redis.failFast.smembers(this.#modulesKey());
    return [...new Set([...usualModules, ...noted])];
  }

  #modulesKey(): string {
    return this.redis.key('dead-letter-modules');
  }

  #lettersKey(module: CrmModule): string {
    return this.redis.key('dead-letters', module);
  }

  #timesKey(): string {
    return this.redis.key('dead-letters', 'times');
  }
}

/** The same id again moves to the end: it is tried again for it. */
function idsAfter(earlier: readonly string[], requestId: string | undefined): readonly string[] {
  if (requestId === undefined) return earlier;
  return [...earlier.filter((each) => each !== requestId), requestId].slice(-mostRequestIds);
}
