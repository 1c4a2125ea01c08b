import { type RedisConnections } from '../redis/redis-connections.js';

/** The deliveries whose records were queued, by identity, for as long as a sender may repeat them. */
export class Deliveries {
  constructor(
    private readonly redis: RedisConnections,
    private readonly ttlSeconds: number,
  ) {}

  /** @throws the error of Redis */
  async has(identity: string): Promise<boolean> {
    return (await this.redis.failFast.exists(this.#key(identity))) === 1;
  }

  /** Only after the delivery's records are queued: remembered earlier, a failure in between would lose them. */
  async remember(identity: string): Promise<void> {
    await this.redis.failFast.set(this.#key(identity), '1', 'EX', this.ttlSeconds);
  }

  #key(identity: string): string {
    return this.redis.key('delivery', identity);
  }
}
