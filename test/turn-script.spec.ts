import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { RedisConnections } from '../src/redis/redis-connections.js';
import { TurnScript } from '../src/redis/turn-script.js';
import { testSettings } from './support/test-settings.js';

const moveScript = `local had = redis.call('GET', KEYS[1])
if had then redis.call('SET', KEYS[2], had .. ARGV[1]) redis.call('DEL', KEYS[1]) end
return had`;

describe('TurnScript', () => {
  let redis: RedisConnections;

  beforeAll(async () => {
    redis = new RedisConnections(testSettings());
    await redis.failFastReady();
  });

  afterAll(() => {
    redis.onApplicationShutdown();
  });

  it('answers each ask of a turn by its own keys and values, null for nil', async () => {
    const key = (name: string): string => redis.key('turn', name);
    await redis.patient.mset(key('a'), '1', key('c'), '3');
    const script = new TurnScript(redis, moveScript, 2, 1);

    const answers = await Promise.all(
      ['a', 'b', 'c'].map((name) => script.run([key(name), key(`${name}-moved`)], [`-${name}`])),
    );

    expect(answers).toEqual(['1', null, '3']);
    expect(await redis.patient.mget(['a', 'b', 'c'].map((name) => key(`${name}-moved`)))).toEqual([
      '1-a',
      null,
      '3-c',
    ]);
  });

  it('runs without values', async () => {
    const script = new TurnScript(redis, `return KEYS[1] .. #ARGV`, 1, 0);

    expect(await Promise.all([script.run(['x']), script.run(['y'])])).toEqual(['x0', 'y0']);
  });

  it('rejects every ask of a turn in which one fails, and goes on with the next', async () => {
    await redis.patient.set(redis.key('text'), 'no number');
    const script = new TurnScript(redis, `return redis.call('INCR', KEYS[1])`, 1, 0);

    const failed = await Promise.allSettled([
      script.run([redis.key('number')]),
      script.run([redis.key('text')]),
    ]);

    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await script.run([redis.key('other')])).toBe(1);
  });

  it('is one command for all asks of a turn', async () => {
    const script = new TurnScript(redis, `return redis.call('EXISTS', KEYS[1])`, 1, 0);
    const sent = jest.spyOn(redis.patient, 'eval');

    await Promise.all(
      Array.from({ length: 300 }, (_, index) => script.run([redis.key(`${index}`)])),
    );

    expect(sent).toHaveBeenCalledTimes(1);
  });
});
