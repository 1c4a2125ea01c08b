import { createHash } from 'node:crypto';

import { type RedisClient } from './connection/redis-options.js';

/**
 * A Lua script that Redis is asked for by its digest, and sent whole only where Redis doesn't know it: after a restart,
 * on another master. A Redis that doesn't know it has done nothing yet.
 */
export class Script {
  readonly #digest: string;

  constructor(private readonly text: string) {
    this.#digest = createHash('sha1').update(text).digest('hex');
  }

  /** @throws the error of Redis, or of the script */
  async run(
    client: RedisClient,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<unknown> {
    try {
      return await client.evalsha(this.#digest, keys.length, ...keys, ...values);
    } catch (error) {
      if (!String(error).includes('NOSCRIPT')) throw error;
      return client.eval(this.text, keys.length, ...keys, ...values);
    }
  }
}
