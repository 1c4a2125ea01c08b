import { AppError, retryLater } from '../kernel/app-error.js';
import { findMissing } from './connection/needed-rights.js';
import { type RedisConnections } from './redis-connections.js';
import { redisErrorFrom } from './redis-error.js';
import { untilReplicated } from './replicas.js';
import { Script } from './script.js';

const keptSeconds = 60;
const mostNamed = 5;

/** Written by a script, as nearly everything is: a user of Redis may be allowed one and not the other. */
const probeScript = new Script(`${findMissing}
if #missing == 0 then redis.call('SET', KEYS[1], '1', 'EX', ARGV[1]) end
return missing`);

/**
 * Whether Redis takes writes of the user that we are, and how many ms that takes: one that only answers (full, a replica,
 * without the replicas that are waited for, with an ACL that lacks a right) is as good as down for deliveries. Answers
 * within a second. @throws AppError `redis.*`
 */
export async function probeRedis(redis: RedisConnections): Promise<number> {
  const { breaker } = redis;
  if (!breaker.answers) throw breaker.refusal;
  const startedAt = performance.now();
  try {
    const key = redis.key('probe');
    const missing = await probeScript.run(redis.failFast, [key], [keptSeconds]);
    if (Array.isArray(missing) && missing.length > 0) throw missingRights(missing.map(String));
    await untilReplicated(redis, key);
  } catch (error) {
    throw redis.breaker.answers ? redisErrorFrom(error) : breaker.refusal;
  }
  return Math.round((performance.now() - startedAt) * 10) / 10;
}

function missingRights(missing: readonly string[]): AppError {
  const named = missing.slice(0, mostNamed).join(' ');
  const others = missing.length > mostNamed ? ` and ${missing.length - mostNamed} more` : '';
  return new AppError(
    'redis.unauthorized',
    `The user of Redis lacks ${named}${others}: docs/operations.md has the ACL that suffices`,
    { retry: retryLater },
  );
}
