import { afterAll, describe, expect, it } from '@jest/globals';

import { RedisConnections } from '../src/redis/redis-connections.js';
import { PolledModules } from '../src/gaps/polled-modules.js';
import { testSettings } from './support/test-settings.js';

describe('PolledModules', () => {
  const redis = new RedisConnections(testSettings());
  const polled = new PolledModules(redis);

  afterAll(() => {
    redis.onApplicationShutdown();
  });

  it('are none until somebody sets them', async () => {
    expect(await polled.list()).toEqual([]);
  });

  it('are those that were set last, and no others', async () => {
    await polled.set(['Notes', 'Calls']);
    await polled.set(['Notes', 'Events']);

    expect([...(await polled.list())].sort()).toEqual(['Events', 'Notes']);

    await polled.set([]);

    expect(await polled.list()).toEqual([]);
  });

  it('leave out names that are no modules', async () => {
    await polled.set(['Notes']);
    await redis.patient.sadd(redis.key('polled-modules'), 'no-module');

    expect(await polled.list()).toEqual(['Notes']);
  });
});
