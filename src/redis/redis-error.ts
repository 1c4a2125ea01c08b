import { AppError, retryLater } from '../kernel/app-error.js';

const suffices = 'docs/operations.md has the ACL that suffices';

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
  BUSY: ['redis.busy', 'Redis runs a script and answers nobody: see its log, and SCRIPT KILL'],
  MAXCLIENTS: ['redis.full', 'Redis lets nobody in any more: raise its maxclients'],
  NOPERM: ['redis.unauthorized', `The user of Redis may not do what is needed: ${suffices}`],
};

/** What keeps a connection from being made, by what Node says of it. */
const connectionProblems: readonly (readonly [RegExp, code: string, message: string])[] = [
  [
    /self.signed certificate|unable to (?:verify|get)|certificate has expired|unknown ca/i,
    'redis.untrusted',
    "Redis shows a certificate that isn't trusted: name its authority in REDIS_TLS_CA",
  ],
  [
    /altnames|does not match certificate/i,
    'redis.untrusted',
    'Redis shows a certificate for another host name: use the name that it is made for',
  ],
  [
    /certificate required|handshake failure/i,
    'redis.untrusted',
    'Redis wants a certificate of its clients: set REDIS_TLS_CERT and REDIS_TLS_KEY',
  ],
  [
    /wrong version number|packet length too long/i,
    'redis.no_tls',
    'What answers at the port of Redis speaks no TLS: use redis:// instead of rediss://',
  ],
  [
    /ENOTFOUND|EAI_AGAIN/,
    'redis.unreachable',
    'The host name of Redis is not known: check REDIS_URL (or REDIS_HOST)',
  ],
];

/** What a client says of itself where Redis gave no answer (ioredis 6), and `within`. */
const noAnswer =
  /^(?:Connection is closed|Command timed out|Socket timeout|Stream isn't writeable|Cluster isn't ready|Command aborted|Reached the max retries|Failed to refresh slots cache|None of startup nodes|Too many Cluster redirections|All sentinels are unreachable|Redis took longer|connect E|read E|write E)/;

/** The error of Redis that this is; undefined for one that has nothing to do with Redis, or with one command only. */
export function redisFailureFrom(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error.code.startsWith('redis.') ? error : undefined;
  const text = textOf(error);
  // A transaction names what came before it.
  const before = (error as { previousErrors?: unknown } | undefined)?.previousErrors;
  // A connection that is given up ends all of them with one error, which names itself then.
  if (Array.isArray(before) && before.length > 0 && before[0] !== error) {
    return redisFailureFrom(before[0]);
  }
  const isOfRedis = kindIn(text) in kinds || noAnswer.test(text);
  return isOfRedis ? redisErrorFrom(error) : undefined;
}

const silent = [
  'redis.unreachable',
  'Redis does not answer: check REDIS_URL (or REDIS_HOST and REDIS_PORT) and the server',
] as const;

/** What a failed command says of Redis, and what to do about it. Never a secret: no address is quoted. */
export function redisErrorFrom(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const text = textOf(error);
  const problem = connectionProblems.find(([words]) => words.test(text));
  const kind = kindIn(text);
  const [code, message] =
    kinds[kind] ?? (problem === undefined ? silent : [problem[1], problem[2]]);
  const told = kind === 'NOPERM' ? refusedBy(text, message) : message;
  return new AppError(code, told, { retry: retryLater, cause: error });
}

/** Names what was refused, where Redis does. */
function refusedBy(text: string, otherwise: string): string {
  const command = /run the '([a-z|-]+)' command/i.exec(text)?.[1];
  if (command !== undefined) {
    return `The user of Redis may not give the command ${command.toUpperCase()}: ${suffices}`;
  }
  if (!/\bkeys?\b/.test(text)) return otherwise;
  return `The user of Redis may not reach the keys of REDIS_PREFIX: ${suffices}`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Redis 6 hands on what a script met in the middle of its own words: `ERR Error running script …: -OOM command …`. */
function kindIn(text: string): string {
  if (text.startsWith('ERR max number of clients')) return 'MAXCLIENTS';
  // Redis 7.0 says so of what a script does.
  if (text.startsWith("ERR The user executing the script can't")) return 'NOPERM';
  const inScript = text.startsWith('ERR Error running script') ? / -([A-Z]+) /.exec(text) : null;
  return inScript?.[1] ?? /^[A-Z]+/.exec(text)?.[0] ?? '';
}
