import { readFile } from 'node:fs/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';

import { neededRights } from '../src/redis/connection/needed-rights.js';
import { runCli } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { itNeedsRedis } from './support/needs-redis.js';
import { startRedis, type TestRedis } from './support/redis-server.js';
import { SyncedCrm, zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

const user = 'zoho-sync';
const password = 'of-the-acl';

/** The words of `ACL SETUSER zoho-sync` as docs/operations.md has them. */
async function documentedRules(): Promise<readonly string[]> {
  const page = await readFile(new URL('../docs/operations.md', import.meta.url), 'utf8');
  const command = /ACL SETUSER zoho-sync (on [^`]*?)\n```/.exec(page)?.[1] ?? '';
  return command
    .replaceAll('\\\n', ' ')
    .split(/\s+/)
    .map((word) => word.replace(/^(['"])(.*)\1$/, '$2').replace('$PASSWORD', password));
}

it('the ACL of the page is what the probe asks for', async () => {
  const rights = (await documentedRules()).filter((rule) => rule.startsWith('+'));

  expect(rights.toSorted()).toEqual(neededRights.toSorted());
});

describe('with the ACL of the page', () => {
  let redis: TestRedis;
  let admin: Redis;
  let crm: SyncedCrm | undefined;

  const as = (variables: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    REDIS_URL: redis.url,
    REDIS_USERNAME: user,
    REDIS_PASSWORD: password,
    REDIS_PREFIX: user,
    ...variables,
  });

  beforeEach(async () => {
    redis = await startRedis();
    admin = new Redis(redis.url);
    if (redis.kind === 'stand-in') return;
    await admin.call('ACL', 'SETUSER', user, ...(await documentedRules()));
  });

  afterEach(async () => {
    await crm?.close();
    crm = undefined;
    admin.disconnect();
    await redis.stop();
  });

  /** What the user was refused, but for what clients ask of politeness: what the server is, and to be called by a name. */
  async function refused(): Promise<readonly unknown[]> {
    const entries = (await admin.call('ACL', 'LOG')) as readonly (readonly unknown[])[];
    return entries
      .map((entry) => String(entry[entry.indexOf('object') + 1]))
      .filter((object) => !/^(?:info|client)\b/.test(object));
  }

  itNeedsRedis('everything works, and nothing that is needed is refused', async () => {
    const running = await SyncedCrm.start(as());
    crm = running;
    const { simulator, service } = running;
    const account = running.created('Accounts', { Account_Name: 'With few rights' });
    const deal = running.created('Deals', { Deal_Name: 'Any', Account_Name: { id: account.id } });
    await running.untilTrue(account, deal);
    simulator.deleteRecord('Deals', deal.id);
    await running.untilTrue(account, deal);
    // A dead letter: there is no answer to it that could be worked with.
    await service.deliver({ operation: 'update', module: 'Accounts', data: [{ id: '404' }] });
    await service.deliver('{}');

    const environment = testEnvironment({
      ...as(),
      ...zohoEnvironment(simulator),
      MEMORY_PATH: service.settings.memory.path,
    });
    for (const command of [
      ['sync', 'full'],
      ['sync', 'verify'],
      ['sync', 'modified'],
      ['sync', 'record', 'Accounts', account.id],
      ['records', 'show', 'Accounts', account.id],
      ['dead-letters', 'replay'],
      ['status'],
      ['records', 'erase', 'Accounts', account.id, '--yes'],
    ]) {
      const { code, stderr } = await runCli(command, environment);
      expect(`${command.join(' ')}: ${code} ${stderr}`).toMatch(/: 0 (?!.*(?:NOPERM|INFO))/);
    }
    const doctor = await runCli(['doctor'], environment);
    expect(doctor.stdout).toContain('takes writes');
    expect(doctor.stdout).toContain('+info');
    for (const path of [
      '/health/ready',
      '/metrics',
      '/webhooks/metrics',
      '/admin/queues/api/queues',
    ]) {
      expect(await service.get(path)).toMatchObject({ status: 200 });
    }
    await running.untilQuiet();
    expect(await refused()).toEqual([]);
  });

  for (const [rule, named] of [
    ['-evalsha', 'EVALSHA'],
    ['-xadd', '+xadd'],
    ['resetkeys', 'REDIS_PREFIX'],
  ] as const) {
    itNeedsRedis(`${rule} is told by its name, and can be put right while it runs`, async () => {
      const running = await SyncedCrm.start(as());
      crm = running;
      const { service } = running;
      await admin.call('ACL', 'SETUSER', user, rule);

      await eventually(async () => {
        for (const path of ['/health/ready', '/webhooks/health']) {
          const { status, text } = await service.get(path);
          expect(`${status} ${text}`).toMatch(/^503 /);
          expect(text).toContain(named);
        }
      });
      for (const command of ['status', 'doctor']) {
        const { stdout, stderr } = await runCli([command], testEnvironment(as()));
        expect(stdout + stderr).toContain(named);
      }

      await admin.call('ACL', 'SETUSER', user, ...(await documentedRules()));
      await eventually(async () => {
        expect((await service.get('/health/ready')).status).toBe(200);
      });
      const account = running.created('Accounts', { Account_Name: 'Afterwards' });
      await running.untilTrue(account);
      expect(await running.deadLetters.count()).toBe(0);
    });
  }

  itNeedsRedis('scripts that Redis forgot are sent again', async () => {
    const running = await SyncedCrm.start(as());
    crm = running;
    const account = running.created('Accounts', { Account_Name: 'Before' });
    await running.untilTrue(account);

    await admin.script('FLUSH');
    running.simulator.updateRecord('Accounts', account.id, { Account_Name: 'After' });

    await running.untilSays(account, 'After');
    await running.untilQuiet();
    expect(await running.deadLetters.count()).toBe(0);
  });
});
