import { type RedisConnections } from './redis-connections.js';
import { redisErrorFrom } from './redis-error.js';
import { untilReplicated } from './replicas.js';

const keptSeconds = 60;

/**
 * Whether Redis takes writes, and how many ms that takes: one that only answers (full, a replica, without the replicas that
 * are waited for) is as good as down for deliveries. Answers within a second. @throws AppError `redis.*`
 */
export async function probeRedis(redis: RedisConnections): Promise<number> {
  const { breaker } = redis;
  if (!breaker.answers) throw breaker.refusal;
  const startedAt = performance.now();
  try {
    const key = redis.key('probe');
    await redis.failFast.set(key, '1', 'EX', keptSeconds);
    await untilReplicated(redis, key);
  } catch (error) {
    throw redis.breaker.answers ? redisErrorFrom(error) : breaker.refusal;
  }
  return Math.round((performance.now() - startedAt) * 10) / 10;
}
