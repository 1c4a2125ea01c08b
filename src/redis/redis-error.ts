import { AppError, retryLater } from '../kernel/app-error.js';

/** How Redis begins the errors that concern all of it (`src/server.c`, `src/replication.c` of Redis 7). */
const kinds: Readonly<Record<string, readonly [code: string, message: string]>> = {
  OOM: [
    'redis.full',
    'Redis takes no writes: it is at maxmemory. Raise maxmemory, or find why the queues do not empty',
  ],
  READONLY: [
    'redis.read_only',
    'Redis takes no writes: it is a replica. Let REDIS_URL name the primary, or set REDIS_SENTINELS',
  ],
  MISCONF: [
    'redis.not_persisting',
    'Redis takes no writes: it can not write its disk. Free space, and see its log',
  ],
  LOADING: ['redis.loading', 'Redis is still reading its data from disk: it is asked again'],
  MASTERDOWN: ['redis.read_only', 'Redis is a replica that lost its primary: see that server'],
  NOREPLICAS: [
    'redis.not_persisting',
    'Redis takes no writes: too few replicas follow it (min-replicas-to-write)',
  ],
  CLUSTERDOWN: ['redis.cluster_down', 'The Redis cluster does not serve all slots: see its nodes'],
  NOAUTH: ['redis.unauthorized', 'Redis asks for a password: set REDIS_PASSWORD or REDIS_URL'],
  WRONGPASS: ['redis.unauthorized', 'Redis does not accept the password: check REDIS_PASSWORD'],
  NOPERM: ['redis.unauthorized', 'The user of Redis may not do what is needed: see its ACL'],
};

/** What a failed command says of Redis, and what to do about it. Never a secret: no address is quoted. */
export function redisErrorFrom(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const kind = kinds[/^[A-Z]+/.exec(text)?.[0] ?? ''];
  const [code, message] = kind ?? [
    'redis.unreachable',
    'Redis does not answer: check REDIS_URL (or REDIS_HOST and REDIS_PORT) and the server',
  ];
  return new AppError(code, message, { retry: retryLater, cause: error });
}
