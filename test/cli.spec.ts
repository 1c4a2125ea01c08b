import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { deriveToken, workflowTokenName } from '../src/kernel/signing.js';
import { Secret } from '../src/kernel/secret.js';
import { runCli, TestProcess } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { startRedis } from './support/redis-server.js';
import { ref, SyncedCrm, zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment, testSecret } from './support/test-settings.js';

describe('zoho-sync, with a service that runs,', () => {
  let crm: SyncedCrm;
  let environment: Record<string, string>;

  beforeAll(async () => {
    crm = await SyncedCrm.start({ WEBHOOK_MAX_RETRIES: '1' });
    const { http, memory, redis, webhook } = crm.service.settings;
    environment = testEnvironment({
      ...zohoEnvironment(crm.simulator),
      PORT: String(http.port),
      WEBHOOK_BASE_URL: webhook.baseUrl,
      MEMORY_PATH: memory.path,
      REDIS_PREFIX: redis.prefix,
    });
  });

  afterAll(async () => {
    await crm.close();
  });

  const run = (...args: readonly string[]): ReturnType<typeof runCli> => runCli(args, environment);
  const json = async (...args: readonly string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await run(...args, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as unknown;
  };
  const rememberedAccount = async (name: string): Promise<string> => {
    const { id } = crm.simulator.createRecord('Accounts', { Account_Name: name });
    await crm.untilTrue(ref('Accounts', { id }));
    await crm.untilQuiet();
    return id;
  };

  it('send: delivers a change, which is synced', async () => {
    const silently = { silent: true };
    const { id } = crm.simulator.createRecord('Accounts', { Account_Name: 'Sent Ltd' }, silently);

    expect(await json('send', '--module', 'Accounts', '--id', id)).toMatchObject({
      status: 200,
      body: { status: 'accepted', queued: true, records: 1 },
    });

    await crm.untilSays(ref('Accounts', { id }), 'Sent Ltd');
  });

  it('send --file: delivers the file as it is; what the service refuses exits with 1', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-cli-'));
    const file = join(folder, 'delivery.json');
    await writeFile(file, '{ "operation": "explode", "module": "Accounts", "data": [] }');

    const { code, stdout } = await run('send', '--file', file);

    await rm(folder, { recursive: true });
    expect(code).toBe(1);
    expect(stdout).toContain('400');
  });

  it('trigger: without an id tells of a record that memory has, which the CRM is asked about', async () => {
    const id = await rememberedAccount('Triggered Ltd');

    const answer = await json('trigger', 'accounts', '--operation', 'delete');

    expect(answer).toMatchObject({ status: 200, module: 'Accounts', operation: 'delete' });
    await crm.untilQuiet();
    expect(await json('records', 'show', 'Accounts', id)).toMatchObject({ in_memory: true });
  });

  it('records show: says what memory holds, and what was wrong', async () => {
    const id = await rememberedAccount('Shown Ltd');
    const bad = '999888777666';
    crm.simulator.faults.add({
      match: { path: new RegExp(bad) },
      times: 2,
      status: 403,
      code: 'NO_PERMISSION',
    });
    const body = { operation: 'update', module: 'Accounts', data: [{ id: bad }] };
    await crm.service.deliver(body).expect(200);
    await crm.untilQuiet();

    const [shown, failed, text] = await Promise.all([
      json('records', 'show', 'Accounts', id),
      json('records', 'show', 'Accounts', bad),
      run('records', 'show', 'Accounts', id),
    ]);

    expect(shown).toMatchObject({
      key: `Accounts/${id}`,
      in_memory: true,
      pending: null,
      last_error: null,
      document: await crm.body(ref('Accounts', { id })),
    });
    expect(failed).toMatchObject({ in_memory: false });
    expect((failed as { last_error: string }).last_error).toContain('NO_PERMISSION');
    expect(text.code).toBe(0);
    expect(text.stdout).toContain('Shown Ltd');
  });

  it('memory search: finds documents by their words', async () => {
    const id = await rememberedAccount('Quokka Ltd');

    const [hits, none, text] = await Promise.all([
      json('memory', 'search', 'quokka'),
      json('memory', 'search', 'nothinglikethis'),
      run('memory', 'search', 'quokka', '--module', 'Accounts', '--limit', '1'),
    ]);

    expect(hits).toMatchObject({ hits: [{ module: 'Accounts', id }] });
    expect(none).toMatchObject({ hits: [] });
    expect(text.stdout).toContain('Quokka Ltd');
  });

  it('status --refused: tells why deliveries were refused, and of the last of them', async () => {
    await crm.service.deliverUnsigned({ operation: 'update' }).expect(401);
    await eventually(async () => {
      expect(await json('status', '--refused')).toMatchObject({
        by_reason: { not_authentic: 1 },
        last: expect.arrayContaining([
          expect.objectContaining({ reason: 'not_authentic', status: 401, bytes: 22 }),
        ]),
      });
    });

    const { stdout } = await run('status', '--refused');

    expect(stdout).toMatch(/^not_authentic +1$/m);
  });

  it('status: counts what waits, what failed and what memory holds', async () => {
    await rememberedAccount('Counted Ltd');

    const [status, text] = await Promise.all([json('status'), run('status')]);

    expect(status).toMatchObject({
      processes: [{ role: 'all', pid: process.pid }],
      waiting: 0,
      limit: 10_000,
      documents: await crm.memory.count(),
      dead_letters: await crm.deadLetters.count(),
    });
    const { modules } = status as { modules: readonly { module: string; in_memory: number }[] };
    expect(modules).toHaveLength(6);
    expect(modules.find(({ module }) => module === 'Accounts')?.in_memory).toBeGreaterThan(0);
    expect(text.stdout).toContain('Zoho CRM');
  });

  it('listen: tells of deliveries and of what became of their records, until Ctrl-C', async () => {
    const { id } = crm.created('Accounts', { Account_Name: 'Heard Ltd' });
    await crm.untilTrue(ref('Accounts', { id }));
    const args = ['listen', '--last', '600', '--json'];
    const listening = new TestProcess('cli/main.js', args, environment);
    const told = (): readonly Record<string, unknown>[] =>
      listening.stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    await eventually(() => {
      expect(told()).toContainEqual(
        expect.objectContaining({ type: 'outcome', record_id: id, outcome: 'written' }),
      );
      return Promise.resolve();
    });
    await crm.service.deliverUnsigned({}).expect(401);
    await eventually(() => {
      expect(told()).toContainEqual(
        expect.objectContaining({ type: 'delivery', outcome: 'refused', status: 401 }),
      );
      return Promise.resolve();
    });
    expect(told()).toContainEqual(
      expect.objectContaining({ type: 'delivery', outcome: 'queued', module: 'Accounts' }),
    );

    listening.kill('SIGINT');

    expect(await listening.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('status --watch: says it again and again, until it is stopped', async () => {
    const watching = new TestProcess('cli/main.js', ['status', '--watch', '1'], environment);

    await eventually(() => {
      expect(watching.stdout.match(/^Channels +7 watched, the first ends in 6d/gm)).toHaveLength(2);
    });
    await watching.stop();

    expect(watching.stdout).toMatch(/^Gaps +/m);
    expect(watching.stdout).toMatch(/^Redis +.* used/m);
  });

  it('webhooks register: exits with 1 and says why when the credentials are wrong', async () => {
    const variables = { ...environment, ZOHO_REFRESH_TOKEN: 'wrong-refresh-token' };

    const { code, stdout, stderr } = await runCli(['webhooks', 'register'], variables);

    expect(code).toBe(1);
    expect(stderr).toContain('ZOHO_REFRESH_TOKEN');
    expect(stdout + stderr).not.toContain('wrong-refresh-token');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('an access token of the service serves the commands too', () => {
    const { requests } = crm.simulator;
    // The service's own, and the one asked for with wrong credentials.
    expect(requests.filter(({ path }) => path === '/oauth/v2/token').length).toBeLessThanOrEqual(1);
  });
});

describe('zoho-sync, on its own,', () => {
  const environment = { WEBHOOK_SECRET: testSecret, REDIS_URL: 'redis://127.0.0.1:1' };

  it('--help: explains every command, and exits with 0', async () => {
    const [all, one] = await Promise.all([runCli(['--help']), runCli(['webhooks', '--help'])]);

    expect([all.code, all.stderr, one.code, one.stderr]).toEqual([0, '', 0, '']);
    for (const command of [
      'webhooks',
      'secret',
      'records',
      'memory',
      'status',
      'send',
      'trigger',
    ]) {
      expect(all.stdout).toContain(command);
    }
    expect(one.stdout).toContain('register');
  });

  it('called wrongly: says so on standard error, and exits with 2', async () => {
    const wrong = [
      '',
      'explode',
      'status --colour',
      'records show Accounts ../1',
      'send',
      'trigger Foo',
    ];

    const results = await Promise.all(
      wrong.map(async (text) => ({ text, ...(await runCli(words(text), environment)) })),
    );

    expect(results.map(({ text, code, stdout }) => ({ text, code, stdout }))).toEqual(
      wrong.map((text) => ({ text, code: 2, stdout: '' })),
    );
    for (const { stderr } of results) {
      expect(stderr.trim()).not.toBe('');
      expect(stderr).not.toMatch(/^\s+at /m);
    }
  });

  it('--version: says which version this is', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };

    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('a reader that has enough of the output is no failure', async () => {
    const child = new TestProcess('cli/main.js', ['completion', 'bash'], {});
    child.closeOutput();

    expect(await child.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    [{ npm_lifecycle_event: 'cli' }, /`npm run -s cli -- secret generate`/],
    [{}, /`node \S+main\.js secret generate`/],
  ])('a remedy is what can be typed there: %j', async (called, remedy) => {
    const { code, stderr } = await runCli(['status'], {
      REDIS_URL: 'redis://127.0.0.1:1',
      ...called,
    });

    expect(code).toBe(1);
    expect(stderr).toMatch(remedy);
  });

  it('a misspelt variable is told, also where that is why another is missing', async () => {
    const misspelt = { ...environment, ZOHO_MODULE: 'Deals' };
    const missing = { REDIS_URL: 'redis://127.0.0.1:1', WEBHOOK_SECERT: testSecret };

    const [warned, refused] = await Promise.all([
      runCli(['webhooks', 'token'], misspelt),
      runCli(['webhooks', 'token'], missing),
    ]);

    expect(warned.code).toBe(0);
    expect(warned.stderr).toBe(
      'warning: ZOHO_MODULE is not a setting; did you mean ZOHO_MODULES?\n',
    );
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('did you mean WEBHOOK_SECRET?');
  });

  it('secret generate: prints a secret that settings accept, another each time', async () => {
    const [one, other] = await Promise.all([
      runCli(['secret', 'generate']),
      runCli(['secret', 'generate', '--json']),
    ]);

    expect(one).toMatchObject({ code: 0, stderr: '' });
    expect(one.stdout).toMatch(/^[0-9a-f]{64}\n$/);
    const { secret } = JSON.parse(other.stdout) as { secret: string };
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(secret).not.toBe(one.stdout.trim());
  });

  it('webhooks token: derives the token for workflow webhooks, without Redis', async () => {
    const { code, stdout } = await runCli(['webhooks', 'token'], environment);

    expect(code).toBe(0);
    expect(stdout.trim()).toBe(deriveToken(new Secret(testSecret), workflowTokenName));
  });

  it('with unusable settings: exits with 1 and names them', async () => {
    const { code, stdout, stderr } = await runCli(['status'], { ...environment, ROLE: 'boss' });

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('ROLE');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('send: exits with 1 and names the address where no service answers', async () => {
    const args = ['send', '--id', '1', '--url', 'http://127.0.0.1:1'];

    const { code, stderr } = await runCli(args, environment);

    expect(code).toBe(1);
    expect(stderr).toContain('http://127.0.0.1:1');
  });

  it('webhooks register: exits with 1 and says what is missing without a public address', async () => {
    const redis = await startRedis();
    const variables = { ...environment, REDIS_URL: redis.url };

    const { code, stderr } = await runCli(['webhooks', 'register'], variables);

    await redis.stop();
    expect(code).toBe(1);
    expect(stderr).toContain('WEBHOOK_BASE_URL');
  });

  it('any command exits with 1, and a remedy, while Redis is down or hangs', async () => {
    const redis = await startRedis();
    redis.pause();

    const results = await Promise.all([
      runCli(['memory', 'search', 'x'], environment),
      runCli(['webhooks', 'register', '--json'], environment),
      runCli(['status'], { ...environment, REDIS_URL: redis.url }),
    ]);

    redis.resume();
    await redis.stop();
    for (const { code, stdout, stderr } of results) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('check REDIS_URL');
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
  });
});

function words(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}
