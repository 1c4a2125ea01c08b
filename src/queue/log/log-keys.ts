import { type RedisConnections } from '../../redis/redis-connections.js';

/** The group of all routers. */
export const routers = 'routers';

/**
 * Where the log is: the stream of entries, the number of records in it per module, and the number of entries that name a
 * record. The numbers only say what the stream holds; where they were lost, nothing else is.
 */
export function logKeys(redis: RedisConnections): readonly [string, string, string] {
  return [redis.key('log'), redis.key('log', 'modules'), redis.key('log', 'records')];
}
