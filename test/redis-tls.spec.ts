import { spawnSync } from 'node:child_process';

import { afterEach, describe, expect, it } from '@jest/globals';

import { runCli } from './support/child-process.js';
import { redisWays, startTlsRedis, type TlsRedis } from './support/redis-tls.js';
import { ref, SyncedCrm } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

/** What redis-server was built with is known only by asking it for TLS; without a certificate it then says so. */
function isMissing(): string | undefined {
  if (spawnSync('openssl', ['version']).status !== 0) return 'needs openssl';
  const { stdout } = spawnSync('redis-server', ['--tls-port', '1', '--port', '0']);
  return String(stdout).includes('tls-cert-file') ? undefined : 'needs redis-server with TLS';
}

const missing = isMissing();
const run = missing === undefined ? it : it.skip;
const why = missing === undefined ? '' : ` (${missing})`;

describe('a Redis that speaks TLS, and wants a certificate', () => {
  let redis: TlsRedis | undefined;

  afterEach(async () => {
    await redis?.stop();
    redis = undefined;
  });

  run.each(redisWays)(`is spoken to, found by %s${why}`, async (way) => {
    redis = await startTlsRedis(way);
    const crm = await SyncedCrm.start({
      REDIS_URL: undefined,
      ...redis.address,
      ...redis.files,
    });

    const account = crm.simulator.createRecord('Accounts', { Account_Name: 'Behind TLS' });

    await crm.untilTrue(ref('Accounts', account));
    await crm.close();
  });

  run.each(
    redisWays.flatMap((way) => [
      ...(way === 'url' ? [[way, [], 'REDIS_TLS_CA'] as const] : []),
      [way, ['REDIS_TLS_CA'], 'REDIS_TLS_CERT'] as const,
    ]),
  )(`by %s with %j is refused, and the remedy is %s${why}`, async (way, set, remedy) => {
    redis = await startTlsRedis(way);
    const { address, files } = redis;
    const given = Object.fromEntries(set.map((name) => [name, files[name]]));

    const { code, stdout, stderr } = await runCli(
      ['status'],
      testEnvironment({ REDIS_URL: undefined, ...address, ...given }),
    );

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(remedy);
  });
});
