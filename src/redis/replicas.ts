import { AppError, retryLater } from '../kernel/app-error.js';
import { type RedisConnections } from './redis-connections.js';

/** Below the silence after which a connection is given up: `WAIT` stops all that is on it. */
const longestWaitMs = 400;

/**
 * Resolves once as many replicas as `REDIS_WAIT_REPLICAS` have all that `failFast` wrote where `key` is.
 * @throws AppError `redis.replicas_short` where they don't have it in time; it stays written, and may reach them later
 */
export async function untilReplicated(
  { failFast, replicas }: RedisConnections,
  key: string,
  withinMs = longestWaitMs,
): Promise<void> {
  if (replicas === 0) return;
  // 0 would wait for ever.
  const waitMs = Math.max(1, Math.min(longestWaitMs, Math.floor(withinMs)));
  // Of a cluster, what follows a key in a pipeline goes by the connection on which what concerns that key was written.
  const replies = await failFast.pipeline().exists(key).wait(replicas, waitMs).exec();
  const [error, having] = replies?.[1] ?? [new Error('Connection is closed')];
  if (error !== null) throw error;
  if (Number(having) >= replicas) return;
  throw new AppError(
    'redis.replicas_short',
    `Redis had ${Number(having)} of the ${replicas} replicas that REDIS_WAIT_REPLICAS asks for: see its INFO replication, or lower that`,
    { retry: retryLater },
  );
}
