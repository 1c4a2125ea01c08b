import { it } from '@jest/globals';

/** For a test that the JavaScript stand-in for Redis can't do, or takes minutes for: skipped there, by its name. */
export const itNeedsRedis: (name: string, test: () => Promise<void>, timeoutMs?: number) => void = (
  name,
  test,
  timeoutMs,
) => {
  const run = process.env['TEST_REDIS_KIND'] === 'stand-in' ? it.skip : it;
  run(`${name} (needs redis-server)`, test, timeoutMs);
};
