import { Injectable } from '@nestjs/common';

import { number, object, stored, text } from '../kernel/shape.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { goneAfterMs, type MemoryUser } from './memory-standing.js';

/** Takes the place of the memory that was described, unless another process has done so meanwhile. */
const succeedScript = `
local described = redis.call('GET', KEYS[1]) or ''
if described ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`;

const userFrom = stored(object<MemoryUser>({ id: text, memory: text, seenAtMs: number }));

/** Which memory the ledger describes, and which process writes which: kept in Redis, where the ledger is. */
@Injectable()
export class DescribedMemory {
  readonly #describedKey: string;
  readonly #usersKey: string;

  constructor(private readonly redis: RedisConnections) {
    this.#describedKey = redis.key('memory', 'described');
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

  /** Notes what a process writes, and returns who else is alive and writes what. */
  async note(user: MemoryUser): Promise<readonly MemoryUser[]> {
    const texts = await this.redis.patient.hgetall(this.#usersKey);
    const users = Object.entries(texts).map(([id, value]) => ({ id, user: userFrom(value) }));
    const isAlive = (other: MemoryUser | undefined): other is MemoryUser =>
      other !== undefined && user.seenAtMs - other.seenAtMs < goneAfterMs;
    const gone = users.filter((each) => !isAlive(each.user)).map(({ id }) => id);
    if (gone.length > 0) await this.redis.patient.hdel(this.#usersKey, ...gone);
    await this.redis.patient.hset(this.#usersKey, user.id, JSON.stringify(user));
    return users.map((each) => each.user).filter(isAlive);
  }

  /** Forgets a process. */
  async leave(id: string): Promise<void> {
    await this.redis.patient.hdel(this.#usersKey, id);
  }
}
