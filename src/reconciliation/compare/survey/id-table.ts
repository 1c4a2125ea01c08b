import { type RedisConnections } from '../../../redis/redis-connections.js';

const keptForSeconds = 2 * 86_400;
const scanCount = 500;

/** Texts by record id, in Redis: as many as a module has, without being in this process's memory all at once. */
export class IdTable {
  constructor(
    private readonly redis: RedisConnections,
    private readonly key: string,
  ) {}

  async put(rows: ReadonlyMap<string, string>): Promise<void> {
    if (rows.size === 0) return;
    await Promise.all([
      this.redis.patient.hset(this.key, Object.fromEntries(rows)),
      this.redis.patient.expire(this.key, keptForSeconds),
    ]);
  }

  /** One text or undefined per id, in order. */
  async get(ids: readonly string[]): Promise<readonly (string | undefined)[]> {
    if (ids.length === 0) return [];
    const texts = await this.redis.patient.hmget(this.key, ...ids);
    return texts.map((text) => text ?? undefined);
  }

  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.redis.patient.hdel(this.key, ...ids);
  }

  async size(): Promise<number> {
    return this.redis.patient.hlen(this.key);
  }

  async clear(): Promise<void> {
    await this.redis.patient.unlink(this.key);
  }

  /** All rows in pages of some hundreds; rows may be removed meanwhile. A row may come twice. */
  async *pages(): AsyncGenerator<ReadonlyMap<string, string>, void, undefined> {
    let cursor = '0';
    do {
      const [next, flat] = await this.redis.patient.hscan(this.key, cursor, 'COUNT', scanCount);
      const rows = new Map<string, string>();
      for (let index = 0; index + 1 < flat.length; index += 2) {
        rows.set(flat[index] ?? '', flat[index + 1] ?? '');
      }
      if (rows.size > 0) yield rows;
      cursor = next;
    } while (cursor !== '0');
  }
}
