import { describe, expect, it } from '@jest/globals';

import { redisErrorFrom } from './redis-error.js';

describe('what a failed command says of Redis', () => {
  it.each([
    ["OOM command not allowed when used memory > 'maxmemory'.", 'redis.full', 'maxmemory'],
    ["READONLY You can't write against a read only replica.", 'redis.read_only', 'REDIS_URL'],
    ['MISCONF Errors writing to the AOF file: No space left', 'redis.not_persisting', 'space'],
    ['LOADING Redis is loading the dataset in memory', 'redis.loading', 'asked again'],
    ['NOAUTH Authentication required.', 'redis.unauthorized', 'REDIS_PASSWORD'],
    ['WRONGPASS invalid username-password pair', 'redis.unauthorized', 'REDIS_PASSWORD'],
    ['Command timed out', 'redis.unreachable', 'REDIS_URL'],
    ['connect ECONNREFUSED redis://:hush@h:6379', 'redis.unreachable', 'server'],
  ])('%s', (text, code, remedy) => {
    const error = redisErrorFrom(new Error(text));

    expect(error.code).toBe(code);
    expect(error.message).toContain(remedy);
    expect(error.message).not.toContain('hush');
    expect(error.retry.kind).toBe('later');
  });
});
