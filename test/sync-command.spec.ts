import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { type ApiModule } from '../src/crm/modules.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { type Ended, runCli, TestProcess } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { itNeedsRedis } from './support/needs-redis.js';
import { keyOf, ref, SyncedCrm, zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

const silently = { silent: true };

describe('zoho-sync sync', () => {
  let crm: SyncedCrm;
  let environment: Record<string, string>;

  beforeAll(async () => {
    crm = await SyncedCrm.start({}, { company: 4 });
    const { memory, redis } = crm.service.settings;
    environment = testEnvironment({
      ...zohoEnvironment(crm.simulator),
      MEMORY_PATH: memory.path,
      REDIS_PREFIX: redis.prefix,
    });
  });

  afterEach(() => {
    crm.simulator.faults.clear();
    crm.simulator.setLatency(0);
  });

  afterAll(async () => {
    await crm.close();
  });

  const created = (api: ApiModule, fields: object): SimRef => crm.created(api, fields, silently);
  const run = (...args: readonly string[]): Promise<Ended> =>
    runCli(['sync', ...args], environment);
  const json = async (...args: readonly string[]): Promise<unknown> => {
    const { stdout } = await run(...args, '--json');
    return JSON.parse(stdout) as unknown;
  };

  it('verify: finds an empty memory, and says so for people and for programs', async () => {
    const [text, answer] = [await run('verify', '--module', 'Deals'), await json('verify')];

    expect(text.code).toBe(1);
    expect(text.stdout).toMatch(/Deals .*differ/);
    expect(text.stdout).toContain('missing');
    expect(answer).toMatchObject({ equal: false });
  });

  it('full --dry-run: says what it would do, and does nothing', async () => {
    const { code, stdout, stderr } = await run('full', '--dry-run');

    expect(code).toBe(0);
    expect(stderr).toContain('API credits');
    expect(stdout).toMatch(/Accounts +4 +0 +4 +0 +compared/);
    expect(await crm.memory.count()).toBe(0);
  });

  it('full: brings everything in; then verify proves it, and that is shown as a metric', async () => {
    expect((await run('full')).code).toBe(0);
    await crm.untilQuiet();

    const { code, stdout } = await run('verify', '--sample', '50');

    expect(stdout).not.toContain('differ');
    expect(code).toBe(0);
    expect(await json('verify')).toMatchObject({ equal: true });
    await crm.expectMemoryTrue();
    const metrics = await (await fetch(`${crm.service.url}/metrics`)).text();
    expect(metrics).toMatch(/zoho_sync_proof_differences_count\{module="Deals"\} 0/);
    expect(metrics).toMatch(/zoho_sync_proof_timestamp_seconds\{module="Deals"\} \d{10}/);
  });

  it('verify: shows each way in which memory may differ', async () => {
    const [first, second] = crm.simulator.records('Contacts');
    const altered = (await crm.memory.get(`Contacts/${first!.id}`))!;
    await crm.memory.upsert([
      {
        document: { ...altered, body: 'forged', contentHash: '0'.repeat(64) },
        knownRef: undefined,
      },
    ]);
    await crm.memory.remove([{ key: `Contacts/${second!.id}`, knownRef: undefined }]);
    const foreign = { ...altered, key: 'Contacts/42', id: '42' } as const;
    await crm.memory.upsert([{ document: foreign, knownRef: undefined }]);

    const answer = await json('verify', '--module', 'Contacts', '--sample', '0');

    expect(answer).toMatchObject({ equal: false, modules: [{ verified: { differences: 3 } }] });
    const { stdout } = await run('verify', '--module', 'Contacts');
    for (const line of [
      new RegExp(`Contacts/${first!.id} +content`),
      new RegExp(`Contacts/${second!.id} +missing`),
      /Contacts\/42 +orphan/,
    ]) {
      expect(stdout).toMatch(line);
    }
    expect((await run('full', '--module', 'Contacts')).code).toBe(0);
    await crm.untilQuiet();
    expect(await json('verify', '--module', 'Contacts')).toMatchObject({ equal: true });
  });

  it('verify: finds by its content what no time tells', async () => {
    const [deal] = crm.simulator.records('Deals');
    crm.simulator.updateRecord(
      'Deals',
      deal!.id,
      { Next_Step: 'Unheard of' },
      { ...silently, keepModifiedTime: true },
    );

    expect(await json('verify', '--module', 'Deals', '--sample', '500')).toMatchObject({
      equal: false,
      modules: [{ verified: { shown: [{ key: `Deals/${deal!.id}`, what: 'content' }] } }],
    });
    expect((await run('record', 'Deals', deal!.id)).stdout).toContain('queued');
    await crm.untilSays(ref('Deals', { id: deal!.id }), 'Unheard of');
  });

  it('modified: brings in what was never told', async () => {
    const record = created('Accounts', { Account_Name: 'Silent Ltd' });

    const { code, stdout } = await run('modified', '--module', 'Accounts,Deals');

    expect(code).toBe(0);
    expect(stdout).toMatch(/Accounts +\d+ +0 +swept/);
    await crm.untilTrue(record);
  });

  it('fails, with the reason, for a module that may not be read', async () => {
    crm.simulator.faults.add({
      match: { path: '/crm/v8/Tasks' },
      status: 403,
      code: 'NO_PERMISSION',
    });

    for (const command of ['modified', 'full', 'verify']) {
      const { code, stdout } = await run(command, '--module', 'Tasks');
      expect(code).toBe(1);
      expect(stdout).toContain('NO_PERMISSION');
    }
  });

  it('is called wrongly with a module that there is not, and with deletions nobody agreed to', async () => {
    expect((await run('modified', '--module', 'Leads')).code).toBe(2);
    expect((await run('full', '--accept-deletions')).code).toBe(2);
    expect((await run('record', 'Deals', 'not an id')).code).toBe(2);
  });

  it('needs Zoho', async () => {
    const payload = {
      ...environment,
      ZOHO_CLIENT_ID: '',
      ZOHO_CLIENT_SECRET: '',
      ZOHO_REFRESH_TOKEN: '',
    };

    const { code, stderr } = await runCli(['sync', 'full'], payload);

    expect(code).toBe(1);
    expect(stderr).toContain('ZOHO_CLIENT_ID');
  });

  itNeedsRedis(
    'full, killed while it lists and while it queues, goes on and ends the same',
    async () => {
      const redis = crm.service.app.get(RedisConnections, { strict: false });
      const many = Array.from({ length: 900 }, (_each, index) =>
        created('Contacts', { Last_Name: `Many ${index}` }),
      );
      const killedOnce = async (condition: () => Promise<void>): Promise<void> => {
        const child = new TestProcess(
          'cli/main.js',
          ['sync', 'full', '--module', 'Contacts'],
          environment,
        );
        await eventually(condition);
        child.kill('SIGKILL');
        expect((await child.ended).code).toBeNull();
      };
      /** What a killed sweep held keeps the next one out for a while. */
      const untilLockOpens = (): Promise<void> =>
        eventually(async () => {
          expect(
            await redis.patient.exists(redis.key('sweep', 'lock', 'comparison:Contacts')),
          ).toBe(0);
        });
      crm.simulator.setLatency(100);
      crm.simulator.resetRequests();
      await killedOnce(() => {
        expect(crm.fetches('page_token')).toBeGreaterThan(0);
        return Promise.resolve();
      });
      await untilLockOpens();
      await killedOnce(async () => {
        expect((await crm.capacity.depths()).some(({ waiting }) => waiting > 0)).toBe(true);
      });
      await untilLockOpens();
      crm.simulator.setLatency(0);

      const last = await run('full', '--module', 'Contacts');

      expect(last.code).toBe(0);
      await crm.untilQuiet();
      const keys = new Set<string>();
      for await (const { key } of crm.memory.list('Contacts')) keys.add(key);
      expect(many.filter((record) => !keys.has(keyOf(record)))).toEqual([]);
      expect(await json('verify')).toMatchObject({ equal: true });
    },
  );
});
