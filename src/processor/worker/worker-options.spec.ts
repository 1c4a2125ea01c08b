import { describe, expect, it } from '@jest/globals';

import { type RedisClient } from '../../redis/connection/redis-options.js';
import { lockDurationMs, maxStalledCount, workerOptionsFrom } from './worker-options.js';

const settings = {
  batchSize: 10,
  batchTimeoutMs: 5000,
  maxAttempts: 3,
  retryDelayBaseMs: 2000,
  lanes: 3,
};

describe('workerOptionsFrom', () => {
  const connection = {} as RedisClient;
  const options = workerOptionsFrom(settings, connection, 'zoho-sync');

  it('uses the connection and the prefix it is given', () => {
    expect(options.connection).toBe(connection);
    expect(options.prefix).toBe('zoho-sync');
  });

  it('takes as many jobs as fill every lane, and as many again', () => {
    expect(options.concurrency).toBe(2 * 3 * 10);
  });

  it("has a killed process's jobs taken up within 30 s", () => {
    expect(lockDurationMs + 2 * options.stalledInterval!).toBeLessThanOrEqual(30_000);
    expect(options.lockDuration).toBe(lockDurationMs);
    expect(options.maxStalledCount).toBe(maxStalledCount);
  });

  it('has a limiter, without which a pause of the queue would not be seen', () => {
    expect(options.limiter).toBeDefined();
  });

  it.each([
    [1, 1000, 2000],
    [3, 4000, 8000],
    [9, 15_000, 30_000],
  ])('waits after attempt %i from %i to %i ms', async (attempt, least, most) => {
    const wait = await options.settings!.backoffStrategy!(attempt);

    expect(wait).toBeGreaterThanOrEqual(least);
    expect(wait).toBeLessThanOrEqual(most);
  });
});
