import { type CrmModule, crmModules } from '../crm/modules.js';
import { recordKey, type RecordRef } from '../crm/record-ref.js';
import { type AppError } from '../kernel/app-error.js';
import { type Clock } from '../kernel/clock.js';
import { type RedisConnections } from '../redis/redis-connections.js';
import { type DeadLetter, deadLetterFrom } from './dead-letter.js';

const keptForMs = 30 * 24 * 3600 * 1000;

/**
 * The records that could not be synced, with error and attempts, for 30 days. A record has one dead letter at most: a
 * later failure replaces it, a later success resolves it.
 */
export class DeadLetters {
  constructor(
    private readonly redis: RedisConnections,
    private readonly clock: Clock,
  ) {}

  /** Written before the job is given up: a crash in between tries the record again instead of forgetting it. */
  async add(ref: RecordRef, error: AppError, attempts: number): Promise<void> {
    const letter: DeadLetter = {
      module: ref.module,
      id: ref.id,
      ...(ref.api === undefined ? {} : { api: ref.api }),
      code: error.code,
      message: error.message,
      attempts,
      failedAtMs: this.clock.now(),
    };
    await this.redis.patient
      .multi()
      .hset(this.#lettersKey(ref.module), ref.id, JSON.stringify(letter))
      .zadd(this.#timesKey(), letter.failedAtMs, recordKey(ref))
      .exec();
  }

  /** Called after every success; cheap where there is nothing to resolve. True where there was. */
  async resolve(ref: RecordRef): Promise<boolean> {
    const existed = (await this.redis.patient.zrem(this.#timesKey(), recordKey(ref))) > 0;
    if (existed) await this.redis.patient.hdel(this.#lettersKey(ref.module), ref.id);
    return existed;
  }

  async get(ref: Pick<RecordRef, 'module' | 'id'>): Promise<DeadLetter | undefined> {
    const text = await this.redis.failFast.hget(this.#lettersKey(ref.module), ref.id);
    return text === null ? undefined : deadLetterFrom(text);
  }

  /** Newest first. */
  async list(limit: number, module?: CrmModule): Promise<readonly DeadLetter[]> {
    const modules = module === undefined ? crmModules : [module];
    const texts = await Promise.all(
      modules.map((name) => this.redis.failFast.hvals(this.#lettersKey(name))),
    );
    return texts
      .flat()
      .map(deadLetterFrom)
      .filter((letter) => letter !== undefined)
      .sort((left, right) => right.failedAtMs - left.failedAtMs)
      .slice(0, limit);
  }

  async count(): Promise<number> {
    return this.redis.failFast.zcard(this.#timesKey());
  }

  /** Forgets what is older than 30 days. Returns how many that were. */
  async prune(): Promise<number> {
    const before = this.clock.now() - keptForMs;
    const expired = await this.redis.patient.zrangebyscore(this.#timesKey(), 0, before);
    for (const key of expired) {
      const [module, id] = key.split('/') as [CrmModule, string];
      await this.redis.patient
        .multi()
        .hdel(this.#lettersKey(module), id)
        .zrem(this.#timesKey(), key)
        .exec();
    }
    return expired.length;
  }

  #lettersKey(module: CrmModule): string {
    return this.redis.key('dead-letters', module);
  }

  #timesKey(): string {
    return this.redis.key('dead-letters', 'times');
  }
}
