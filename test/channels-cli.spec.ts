import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { freePort } from '../demo/embedded-redis.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { type Ended, runCli } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { startRedis } from './support/redis-server.js';
import { type ServiceUnderTest, startService } from './support/running-service.js';
import { zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

const dayMs = 24 * 3_600_000;

interface Row {
  readonly api: string;
  readonly status: string;
  readonly [name: string]: unknown;
}

describe('zoho-sync', () => {
  let simulator: ZohoSimulator;
  let environment: Record<string, string>;
  let folder: string;

  beforeEach(async () => {
    simulator = await ZohoSimulator.start({ company: 'empty' });
    folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-channels-'));
    environment = testEnvironment({
      ...zohoEnvironment(simulator),
      WEBHOOK_BASE_URL: `http://127.0.0.1:${await freePort()}`,
      MEMORY_PATH: folder,
    });
  });

  afterEach(async () => {
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  const run = (...args: readonly string[]): Promise<Ended> => runCli(args, environment);
  const json = async (...args: readonly string[]): Promise<unknown> => {
    const { stdout, stderr } = await run(...args, '--json');
    expect(stderr).toBe('');
    return JSON.parse(stdout) as unknown;
  };
  const rows = (...args: readonly string[]) => json(...args) as Promise<readonly Row[]>;
  const statuses = async (...args: readonly string[]) =>
    Object.fromEntries((await rows(...args)).map(({ api, status }) => [api, status]));

  it('webhooks register: makes a channel per module, and changes nothing the next time', async () => {
    const first = await rows('webhooks', 'register');
    const channels = simulator.channels();
    const again = await run('webhooks', 'register');

    expect(first).toHaveLength(7);
    for (const { status, done, expires_at } of first) {
      expect([status, done]).toEqual(['registered', 'created']);
      expect(Date.parse(String(expires_at)) - Date.now()).toBeGreaterThan(6 * dayMs);
    }
    expect(again.code).toBe(0);
    expect(again.stdout.match(/unchanged/g)).toHaveLength(7);
    expect(simulator.channels()).toEqual(channels);
  });

  it('webhooks register: exits with 1 for a module that Zoho refuses, and registers the others', async () => {
    simulator.setRefusedWatchModules(['Notes']);

    const { code, stdout } = await run('webhooks', 'register');
    const verified = await run('webhooks', 'verify');

    expect(code).toBe(1);
    const lines = stdout.trim().split('\n').slice(1);
    expect(lines.filter((line) => line.includes('refused'))).toEqual([
      expect.stringMatching(/^Notes .*NOT_SUPPORTED: .*polled/),
    ]);
    expect(lines.filter((line) => line.includes('registered'))).toHaveLength(6);
    expect(verified.code).toBe(0);
    expect(verified.stdout).toMatch(/Notes .*polled/);
  });

  it('webhooks register --module: makes those, and names the modules there are', async () => {
    const some = await statuses('webhooks', 'register', '--module', 'Deals,Activities');
    const wrong = await run('webhooks', 'register', '--module', 'Leads');
    const foreign = await runCli(['webhooks', 'register', '--module', 'Notes'], {
      ...environment,
      ZOHO_MODULES: 'Deals',
    });

    expect(some).toEqual({ Deals: 'registered', Events: 'registered', Calls: 'registered' });
    expect(simulator.channels()).toHaveLength(3);
    expect([wrong.code, foreign.code]).toEqual([2, 2]);
    expect(wrong.stderr).toContain('ZOHO_MODULES is Accounts,Contacts,Deals');
    expect(foreign.stderr).toContain('ZOHO_MODULES is Deals');
  });

  it('webhooks verify: exits with 1 where a channel is missing, expired or differs', async () => {
    const before = await run('webhooks', 'verify');
    await run('webhooks', 'register');
    const well = await run('webhooks', 'verify');
    const [first, second] = simulator.channels();
    simulator.expireChannel(first!.id);
    simulator.plantChannel({ ...second!, token: 'another' });
    const { code, stdout } = await run('webhooks', 'verify', '--json');
    simulator.advanceClock(7 * dayMs);
    const late = await run('webhooks', 'verify');

    expect([before.code, well.code, code, late.code]).toEqual([1, 0, 1, 1]);
    expect(before.stdout).toContain('missing');
    const answer = JSON.parse(stdout) as { ok: boolean; channels: readonly Row[] };
    expect(answer.ok).toBe(false);
    expect(answer.channels.map(({ status }) => status).sort()).toEqual(
      ['differs', 'missing', ...Array<string>(5).fill('watched')].sort(),
    );
    expect(late.stdout).toContain('expired at');
  });

  it('webhooks renew: gives every channel its whole life again', async () => {
    await run('webhooks', 'register');
    const before = simulator.channels().map(({ expiresAtMs }) => expiresAtMs);
    simulator.advanceClock(3600_000);

    const renewed = await rows('webhooks', 'renew');

    expect(new Set(renewed.map(({ done }) => done))).toEqual(new Set(['renewed']));
    simulator.channels().forEach(({ expiresAtMs }, index) => {
      expect(expiresAtMs).toBeGreaterThan(before[index]! + 3500_000);
    });
  });

  it('webhooks disable and enable: a module stays off through register and renew', async () => {
    await run('webhooks', 'register');
    await run('webhooks', 'disable', '--module', 'Deals');
    const registered = await statuses('webhooks', 'register');
    await run('webhooks', 'renew');
    const listed = await statuses('webhooks', 'list');
    const off = simulator.channels().length;
    await run('webhooks', 'enable', '--module', 'Deals');

    expect([registered['Deals'], listed['Deals'], off]).toEqual(['disabled', 'disabled', 6]);
    expect(simulator.channels()).toHaveLength(7);
  });

  it('webhooks unregister: asks first, ends what is ours, and keeps it so', async () => {
    await run('webhooks', 'register');
    const foreign = { ...simulator.channels()[0]!, id: '5', token: 'x', notifyUrl: 'https://x/' };
    simulator.plantChannel(foreign);

    const asked = await run('webhooks', 'unregister');
    const left = simulator.channels().length;
    const done = await run('webhooks', 'unregister', '--yes');
    const renewed = await run('webhooks', 'renew');

    expect([asked.code, left, done.code, renewed.code]).toEqual([2, 8, 0, 1]);
    expect(asked.stderr).toContain('--yes');
    expect(renewed.stderr).toContain('webhooks register');
    expect(simulator.channels()).toEqual([foreign]);
  });

  it('auth exchange: turns a code into a refresh token, before anything else is set', async () => {
    const client = {
      ZOHO_ACCOUNTS_URL: simulator.url,
      ZOHO_CLIENT_ID: environment['ZOHO_CLIENT_ID'],
      ZOHO_CLIENT_SECRET: environment['ZOHO_CLIENT_SECRET'],
    };
    const file = join(folder, 'settings.env');
    await writeFile(file, 'PORT=1\n');
    const exchange = (code: string, ...more: readonly string[]) =>
      runCli(['auth', 'exchange', '--code', code, ...more], client);

    const shown = await exchange(simulator.grantCode());
    const code = simulator.grantCode();
    const written = await exchange(code, '--write-env', file);
    const used = await exchange(code);
    const secretless = await runCli(['auth', 'exchange', '--code', 'x'], {
      ...client,
      ZOHO_CLIENT_SECRET: undefined,
    });

    const token = /^ZOHO_REFRESH_TOKEN=(\S+)$/m.exec(shown.stdout)?.[1];
    expect(shown.code).toBe(0);
    environment['ZOHO_REFRESH_TOKEN'] = token ?? '';
    expect((await run('auth', 'check')).code).toBe(0);
    expect(written.code).toBe(0);
    const [port, line] = (await readFile(file, 'utf8')).split('\n');
    expect([port, line]).toEqual(['PORT=1', expect.stringMatching(/^ZOHO_REFRESH_TOKEN=1000\./)]);
    expect(written.stdout).not.toContain('1000.');
    expect([used.code, secretless.code]).toEqual([1, 1]);
    expect(used.stderr).toContain('generate another');
    expect(used.stderr).not.toContain(code);
    expect(secretless.stderr).toContain('ZOHO_CLIENT_SECRET is required');
  });

  it('auth check: says whose credentials they are, and what is missing for what', async () => {
    const well = await run('auth', 'check');
    simulator.setScopes(['ZohoCRM.modules.accounts.READ', 'ZohoCRM.notifications.READ']);
    const { code, stdout } = await run('auth', 'check');
    const wrong = await runCli(['auth', 'check'], {
      ...environment,
      ZOHO_CLIENT_SECRET: 'wrong-client-secret',
    });

    expect(well.code).toBe(0);
    expect(well.stdout).toContain('integration.user@example.com');
    expect(code).toBe(1);
    expect(stdout).toMatch(/read Accounts +yes/);
    expect(stdout).toMatch(/read Deals +NO: the scope is missing +ZohoCRM\.modules\.deals\.READ/);
    expect(stdout).toContain('exchange it: ZohoCRM.modules.contacts.READ,');
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('ZOHO_CLIENT_SECRET');
    expect(wrong.stdout + wrong.stderr).not.toContain('wrong-client-secret');
  });

  it('auth check: asks Zoho for no token that it has just got', async () => {
    for (let count = 0; count < 4; count += 1) await run('auth', 'check');

    const asked = simulator.requests.filter(({ path }) => path === '/oauth/v2/token');
    expect(asked).toHaveLength(1);
  });

  it('doctor: names what fails and its remedy, one line each', async () => {
    const sick = await run('doctor');
    const failing = JSON.parse((await run('doctor', '--json')).stdout) as { ok: boolean };

    expect(sick.code).toBe(1);
    expect(sick.stdout).toMatch(/^failure +Channel Deals +missing → .*webhooks register/m);
    expect(sick.stdout).toMatch(/^failure +Public address .*ECONNREFUSED/m);
    expect(sick.stdout).toMatch(/^ok +Zoho credentials +accepted/m);
    expect(failing.ok).toBe(false);
    for (const secret of ['WEBHOOK_SECRET', 'ZOHO_CLIENT_SECRET', 'ZOHO_REFRESH_TOKEN']) {
      expect(sick.stdout).not.toContain(environment[secret]);
    }
  });

  it('doctor: names settings that are not usable, and a Redis that is away', async () => {
    const settings = await runCli(['doctor'], { ...environment, ROLE: 'boss', PORT: 'x' });
    const redis = await runCli(['doctor', '--json'], {
      ...environment,
      REDIS_URL: 'redis://127.0.0.1:1',
    });

    expect([settings.code, redis.code]).toEqual([1, 1]);
    expect(settings.stdout.match(/^failure +Settings/gm)).toHaveLength(2);
    const { findings } = JSON.parse(redis.stdout) as {
      findings: readonly { subject: string; status: string }[];
    };
    expect(findings).toContainEqual(
      expect.objectContaining({ subject: 'Redis', status: 'failure' }),
    );
    expect(findings).toContainEqual(expect.objectContaining({ subject: 'Memory', status: 'ok' }));
  });

  it('doctor: fails for a Redis that throws queued changes away', async () => {
    const policy = ['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'];
    const redis = await startRedis(policy);

    const { code, stdout } = await runCli(['doctor'], { ...environment, REDIS_URL: redis.url });

    const { kind } = redis;
    await redis.stop();
    expect(code).toBe(1);
    // The stand-in has no such policy to tell of.
    const finding = kind === 'real' ? /^failure +Redis eviction .*allkeys-lru/m : /Redis eviction/;
    expect(stdout).toMatch(finding);
  });

  describe('with a service that runs', () => {
    let service: ServiceUnderTest;

    const start = async (changes: Readonly<Record<string, string>> = {}): Promise<void> => {
      const { port } = new URL(environment['WEBHOOK_BASE_URL'] ?? '');
      environment = { ...environment, PORT: port, ...changes };
      service = await startService(environment);
    };

    afterEach(() => service.stop());

    it('webhooks list: shows channels that were made without a person, and when they were heard', async () => {
      await start();
      await eventuallyWatched();
      simulator.createRecord('Deals', { Deal_Name: 'Heard' });
      await simulator.notifications.idle();
      const listed = await eventuallyHeard();
      const { body } = (await service.get('/channels').expect(200)) as { body: unknown };
      const { text } = await service.get('/metrics').expect(200);

      expect(listed.map(({ api, status }) => [api, status])).toContainEqual(['Deals', 'watched']);
      const deals = (body as readonly Row[]).find(({ api }) => api === 'Deals');
      expect(deals?.status).toBe('watched');
      expect(deals?.['last_delivery']).toMatch(/^20/);
      expect(text).toMatch(/^zoho_sync_channel_expiry_seconds\{module="Deals"\} 5[56]\d{4}$/m);
      expect(text).toMatch(
        /^zoho_sync_channel_last_delivery_timestamp_seconds\{module="Deals"\} /m,
      );
    });

    it('doctor: finds nothing wrong', async () => {
      await start();
      await eventuallyWatched();

      const { code, stdout } = await run('doctor');
      const refused = await run('status', '--refused', '--json');

      expect(stdout).not.toMatch(/^failure/m);
      expect(refused.stdout).not.toContain('not_authentic');
      expect(stdout).toMatch(/^ok +Public address .* leads to this service/m);
      expect(code).toBe(0);
    });

    it('secret rotate: loses no delivery, and says when the old secret can go', async () => {
      await start();
      await eventuallyWatched();
      const old = environment['WEBHOOK_SECRET'] ?? '';
      const file = join(folder, 'settings.env');
      await writeFile(file, `WEBHOOK_SECRET=${old}\n`);
      const begun = await run('secret', 'rotate', '--write-env', file);
      const lines = Object.fromEntries(
        (await readFile(file, 'utf8'))
          .trim()
          .split('\n')
          .map((line) => line.split('=')),
      ) as Record<string, string>;
      environment = { ...environment, ...lines };
      const early = await run('secret', 'rotate');
      const kept = simulator.channels().map(({ token }) => token);
      await service.stop();
      await start();
      simulator.createRecord('Deals', { Deal_Name: 'Told meanwhile' });
      await simulator.notifications.idle();
      await eventuallyChanged(kept);
      simulator.createRecord('Deals', { Deal_Name: 'Told afterwards' });
      await simulator.notifications.idle();

      expect([begun.code, early.code]).toEqual([0, 1]);
      expect(begun.stdout + early.stdout).not.toContain(old);
      expect(lines['WEBHOOK_SECRET_PREVIOUS']).toBe(old);
      expect(early.stdout).toContain("they don't know the new one: all ");
      expect(early.stdout).toContain('Deals');
      expect(simulator.notifications.deliveries().map(({ status }) => status)).toEqual([200, 200]);
    });

    const eventuallyWatched = () =>
      eventually(() => {
        expect(simulator.channels()).toHaveLength(7);
      });
    const eventuallyChanged = (tokens: readonly (string | null)[]) =>
      eventually(() => {
        const now = simulator.channels().map(({ token }) => token);
        expect(now.filter((token) => tokens.includes(token))).toEqual([]);
      });
    const eventuallyHeard = () =>
      eventually(async () => {
        const listed = await rows('webhooks', 'list');
        expect(listed.find(({ api }) => api === 'Deals')?.['lastDelivery']).not.toBeNull();
        return listed;
      });
  });
});
