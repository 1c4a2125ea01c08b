import { type RedisClient } from './connection/redis-options.js';

/** Within the time a delivery has, and below the silence after which its connection is given up: `WAIT` stops all on it. */
const longestWaitMs = 400;

/**
 * Resolves once as many replicas have all that this client wrote where `key` is.
 * @throws Error where they don't have it in time; it stays written, and may reach them later
 */
export async function untilReplicated(
  client: RedisClient,
  { key, replicas, withinMs }: { key: string; replicas: number; withinMs: number },
): Promise<void> {
  // 0 would wait for ever.
  const waitMs = Math.max(1, Math.min(longestWaitMs, Math.floor(withinMs)));
  // Of a cluster, what follows a key in a pipeline goes by the connection on which what concerns that key was written.
  const replies = await client.pipeline().exists(key).wait(replicas, waitMs).exec();
  const [error, having] = replies?.[1] ?? [new Error('Redis did not say how many replicas')];
  if (error !== null) throw error;
  if (Number(having) < replicas) {
    throw new Error(`${Number(having)} of ${replicas} replicas had it within ${waitMs} ms`);
  }
}
