import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { PerTurn } from '../redis/per-turn.js';
import { RedisConnections } from '../redis/redis-connections.js';

const rememberScript = `for _, key in ipairs(KEYS) do redis.call('SET', key, '1', 'EX', ARGV[1]) end`;

/**
 * The deliveries whose records were queued, by identity, for as long as a sender may repeat them. Those of one turn of
 * the event loop are looked up by one command, and remembered by one.
 */
@Injectable()
export class Deliveries {
  readonly #lookups: PerTurn<string, boolean>;
  readonly #memories: PerTurn<string, undefined>;

  constructor(redis: RedisConnections, settings: Settings) {
    const keysOf = (identities: readonly string[]): string[] =>
      identities.map((identity) => redis.key('delivery', identity));
    this.#lookups = new PerTurn(async (identities) => {
      const values = await redis.failFast.mget(keysOf(identities));
      return values.map((value) => value !== null);
    });
    this.#memories = new PerTurn<string, undefined>(async (identities) => {
      const keys = keysOf(identities);
      const { eventTtlSeconds } = settings.queue;
      await redis.failFast.eval(rememberScript, keys.length, ...keys, eventTtlSeconds);
      return [];
    });
  }

  /** @throws the error of Redis */
  has(identity: string): Promise<boolean> {
    return this.#lookups.ask(identity);
  }

  /** Only after the delivery's records are queued: remembered earlier, a failure in between would lose them. */
  async remember(identity: string): Promise<void> {
    await this.#memories.ask(identity);
  }
}
