import { randomBytes } from 'node:crypto';

import { readSettings } from '../../src/config/read-settings.js';
import { type Settings } from '../../src/config/settings.js';

/** A secret for tests; made anew for every run. */
export const testSecret = randomBytes(32).toString('hex');

/** The token of operators; made anew likewise. */
export const testToken = randomBytes(32).toString('hex');

/** The environment of a service under test: the shared Redis, under a prefix nobody else uses. */
export function testEnvironment(
  overrides: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const environment: Record<string, string | undefined> = {
    WEBHOOK_SECRET: testSecret,
    ADMIN_TOKEN: testToken,
    REDIS_URL: process.env['TEST_REDIS_URL'],
    REDIS_PREFIX: `test-${randomBytes(6).toString('hex')}`,
    LOG_LEVEL: 'silent',
    HOST: '127.0.0.1',
    PORT: '0',
    // Sweeps would repair what a spec wants to see done by a notification, and their calls would count.
    SYNC_MODIFIED_EVERY: 'off',
    SYNC_FULL_AT: 'off',
    ...overrides,
  };
  return Object.fromEntries(
    Object.entries(environment).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

export function testSettings(
  overrides: Readonly<Record<string, string | undefined>> = {},
): Settings {
  return readSettings(testEnvironment(overrides));
}
