import { describe, expect, it } from '@jest/globals';

import { AppError, retryLater } from '../kernel/app-error.js';
import { redisErrorFrom, redisFailureFrom } from './redis-error.js';

describe('what a failed command says of Redis', () => {
  it.each([
    ["OOM command not allowed when used memory > 'maxmemory'.", 'redis.full', 'maxmemory'],
    ["READONLY You can't write against a read only replica.", 'redis.read_only', 'REDIS_URL'],
    ['MISCONF Errors writing to the AOF file: No space left', 'redis.not_persisting', 'space'],
    ['LOADING Redis is loading the dataset in memory', 'redis.loading', 'asked again'],
    ['NOAUTH Authentication required.', 'redis.unauthorized', 'REDIS_PASSWORD'],
    ['WRONGPASS invalid username-password pair', 'redis.unauthorized', 'REDIS_PASSWORD'],
    ["NOPERM User x has no permissions to run the 'eval' command", 'redis.unauthorized', 'EVAL'],
    [
      'NOPERM this user has no permissions to access one of the keys used as arguments',
      'redis.unauthorized',
      'REDIS_PREFIX',
    ],
    [
      "ERR The user executing the script can't run this command or subcommand script: 1, on @user_script:1.",
      'redis.unauthorized',
      'ACL',
    ],
    ['Command timed out', 'redis.unreachable', 'REDIS_URL'],
    ['self-signed certificate in certificate chain', 'redis.untrusted', 'REDIS_TLS_CA'],
    ["Hostname/IP does not match certificate's altnames: x", 'redis.untrusted', 'host name'],
    ['tlsv13 alert certificate required', 'redis.untrusted', 'clients'],
    ['SSL routines:ssl3_get_record:wrong version number', 'redis.no_tls', 'redis://'],
    ['getaddrinfo ENOTFOUND nowhere', 'redis.unreachable', 'host name'],
    ['connect ECONNREFUSED redis://:hush@h:6379', 'redis.unreachable', 'server'],
  ])('%s', (text, code, remedy) => {
    const error = redisErrorFrom(new Error(text));

    expect(error.code).toBe(code);
    expect(error.message).toContain(remedy);
    expect(error.message).not.toContain('hush');
    expect(error.retry.kind).toBe('later');
  });
});

describe('whether a failure is one of Redis', () => {
  it.each([
    ['OOM command not allowed', 'redis.full'],
    [
      'ERR Error running script (call to f_1): @user_script:3: -OOM command not allowed',
      'redis.full',
    ],
    ['LOADING Redis is loading the dataset in memory', 'redis.loading'],
    [
      "ERR The user executing the script can't access at least one of the keys mentioned in the command arguments script: 1",
      'redis.unauthorized',
    ],
    ['BUSY Redis is busy running a script.', 'redis.busy'],
    ['ERR max number of clients reached', 'redis.full'],
    ['Connection is closed.', 'redis.unreachable'],
    ['Command timed out', 'redis.unreachable'],
    ["Stream isn't writeable and enableOfflineQueue options is false", 'redis.unreachable'],
    [
      'Too many Cluster redirections. Last error: Error: Connection is closed.',
      'redis.unreachable',
    ],
    ['Redis took longer than 2000 ms', 'redis.unreachable'],
  ])('%s is', (text, code) => {
    expect(redisFailureFrom(new Error(text))?.code).toBe(code);
  });

  it('a transaction fails for what came before it', () => {
    const error = Object.assign(new Error('EXECABORT Transaction discarded'), {
      previousErrors: [new Error('READONLY no writes')],
    });

    expect(redisFailureFrom(error)?.code).toBe('redis.read_only');
  });

  it.each([
    new Error('WRONGTYPE Operation against a key'),
    new TypeError("Cannot read properties of undefined (reading 'id')"),
    new AppError('zoho.timeout', 'Any.', { retry: retryLater }),
    undefined,
  ])('%s is none', (error) => {
    expect(redisFailureFrom(error)).toBeUndefined();
  });
});
