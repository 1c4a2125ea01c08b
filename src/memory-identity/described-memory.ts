import { Injectable } from '@nestjs/common';

import { number, object, optional, stored, text } from '../kernel/shape.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { goneAfterMs, type MemoryUser } from './memory-standing.js';

/** Takes the place of the memory that was described, unless another process has done so meanwhile. */
const succeedScript = `
local described = redis.call('GET', KEYS[1]) or ''
if described ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`;

const userFrom = stored(
  object<MemoryUser>({ id: text, memory: text, facts: optional(text), seenAtMs: number }),
);

/** Which memory the ledger describes, which facts have all of it, and which process writes which: in Redis, as the ledger. */
@Injectable()
export class DescribedMemory {
  readonly #describedKey: string;
  readonly #factsKey: string;
  readonly #usersKey: string;

  constructor(private readonly redis: RedisConnections) {
    this.#describedKey = redis.key('memory', 'described');
    this.#factsKey = redis.key('memory', 'facts');
    this.#usersKey = redis.key('memory', 'users');
  }

  /** The identity of the memory that the ledger describes; undefined for none yet. @throws the error of Redis */
  async described(): Promise<string | undefined> {
    return (await this.redis.patient.get(this.#describedKey)) ?? undefined;
  }

  /** Has the ledger describe `memory` from now on; false where it doesn't describe `previous` any more. */
  async succeed(previous: string | undefined, memory: string): Promise<boolean> {
    const { patient } = this.redis;
    const done = await patient.eval(succeedScript, 1, this.#describedKey, previous ?? '', memory);
    return done === 1;
  }

  /** The facts that have all that the memory has, by `factsName`; another text while that isn't known of any. */
  async facts(): Promise<string | undefined> {
    return (await this.redis.patient.get(this.#factsKey)) ?? undefined;
  }

  /** `facts` undefined: of none it is known that they have everything. */
  async describeFacts(facts: string | undefined): Promise<void> {
    if (facts === undefined) await this.redis.patient.del(this.#factsKey);
    else await this.redis.patient.set(this.#factsKey, facts);
  }

  /** As `succeed`, for facts. */
  async succeedFacts(previous: string, facts: string): Promise<boolean> {
    const done = await this.redis.patient.eval(succeedScript, 1, this.#factsKey, previous, facts);
    return done === 1;
  }

  /** Notes what a process writes, and returns who else is alive and writes what. */
  async note(user: MemoryUser): Promise<readonly MemoryUser[]> {
    const texts = await this.redis.patient.hgetall(this.#usersKey);
    const { alive, gone } = usersOf(texts, user.seenAtMs);
    if (gone.length > 0) await this.redis.patient.hdel(this.#usersKey, ...gone);
    await this.redis.patient.hset(this.#usersKey, user.id, JSON.stringify(user));
    return alive;
  }

  /** What is described, and who is alive and writes what, for whoever has someone waiting. @throws the error of Redis */
  async shown(nowMs: number): Promise<{
    readonly memory: string | undefined;
    readonly facts: string | undefined;
    readonly users: readonly MemoryUser[];
  }> {
    const { failFast } = this.redis;
    const [memory, facts, texts] = await Promise.all([
      failFast.get(this.#describedKey),
      failFast.get(this.#factsKey),
      failFast.hgetall(this.#usersKey),
    ]);
    const { alive: users } = usersOf(texts, nowMs);
    return { memory: memory ?? undefined, facts: facts ?? undefined, users };
  }

  /** Forgets a process. */
  async leave(id: string): Promise<void> {
    await this.redis.patient.hdel(this.#usersKey, id);
  }
}

function usersOf(
  texts: Readonly<Record<string, string>>,
  nowMs: number,
): { readonly alive: readonly MemoryUser[]; readonly gone: readonly string[] } {
  const users = Object.entries(texts).map(([id, value]) => ({ id, user: userFrom(value) }));
  const isAlive = (user: MemoryUser | undefined): user is MemoryUser =>
    user !== undefined && nowMs - user.seenAtMs < goneAfterMs;
  return {
    alive: users.map(({ user }) => user).filter(isAlive),
    gone: users.filter(({ user }) => !isAlive(user)).map(({ id }) => id),
  };
}
