import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { type CrmModule } from '../src/crm/modules.js';
import { LocalSink } from '../src/memory/local/local-sink.js';
import { startProcess, type TestProcess } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { startRedis, type TestRedis } from './support/redis-server.js';
import { signatureOf } from './support/running-service.js';
import { zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment, testSecret } from './support/test-settings.js';

let folder: string;
let memory: LocalSink;
let simulator: ZohoSimulator;
let redis: TestRedis | undefined;
let environment: Record<string, string>;
let processes: TestProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-processes-'));
  memory = new LocalSink(folder);
  simulator = await ZohoSimulator.start({ company: 'empty' });
  processes = [];
  environment = testEnvironment({
    ...zohoEnvironment(simulator),
    MEMORY_PATH: folder,
    WEBHOOK_DEBOUNCE: '0',
    PORT: undefined,
  });
});

afterEach(async () => {
  await Promise.all(processes.map((each) => each.stop()));
  await memory.close();
  await simulator.close();
  await redis?.stop();
  redis = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function start(variables: Readonly<Record<string, string>>): Promise<TestProcess> {
  const started = await startProcess({ ...environment, ...variables });
  processes.push(started);
  return started;
}

function deliver(to: TestProcess, module: CrmModule, ids: readonly string[]): request.Test {
  const body = JSON.stringify({ operation: 'update', module, data: ids.map((id) => ({ id })) });
  return request(to.url)
    .post('/webhooks/zoho')
    .set({ 'content-type': 'application/json', 'x-zoho-signature': signatureOf(body) })
    .send(body);
}

function accounts(count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_each, index) => simulator.createRecord('Accounts', { Account_Name: `Account ${index}.` }).id,
  );
}

async function untilAllRemembered(ids: readonly string[], withinMs?: number): Promise<void> {
  await eventually(async () => {
    const documents = await Promise.all(ids.map((id) => memory.get(`Accounts/${id}`)));
    documents.forEach((document, index) => {
      expect(document?.body).toContain(`Account ${index}.`);
    });
  }, withinMs);
  expect(await memory.count()).toBe(ids.length);
}

describe('jobs that a worker began and did not end', () => {
  it('because it was killed, or had no time left, are done by another', async () => {
    const worker = { ROLE: 'worker', WEBHOOK_NUM_WORKERS: '1', WEBHOOK_BATCH_SIZE: '5' };
    const [web, killed, hurried] = await Promise.all([
      start({ ROLE: 'web' }),
      start(worker),
      start({ ...worker, SHUTDOWN_TIMEOUT: '1s' }),
    ]);
    await Promise.all(processes.map((each) => each.untilReady()));
    simulator.setLatency(5000);
    const ids = accounts(40);
    await deliver(web, 'Accounts', ids).expect(200);
    // One lane each: both are in the middle of a batch.
    await eventually(() => {
      const reads = simulator.requests.filter(({ path }) => path.startsWith('/crm/v8/Accounts'));
      expect(reads).toHaveLength(2);
    });

    killed.kill('SIGKILL');
    hurried.kill('SIGTERM');
    expect((await killed.ended).code).toBeNull();
    expect((await hurried.ended).code).toBe(0);
    simulator.setLatency(0);
    await start({ ROLE: 'worker' });

    await untilAllRemembered(ids);
  });
});

describe('a process told to stop', () => {
  it('is not ready any more, finishes the jobs it has, and exits with 0', async () => {
    const all = await (await start({ ROLE: 'all' })).untilReady();
    const ids = accounts(3);
    await deliver(all, 'Accounts', ids.slice(0, 1)).expect(200);
    await untilAllRemembered(ids.slice(0, 1));
    simulator.setLatency(1500);
    simulator.resetRequests();
    await deliver(all, 'Accounts', ids).expect(200);
    await eventually(async () => {
      const health = await fetch(`${all.url}/webhooks/health`);
      expect(await health.json()).toMatchObject({ queue_size: 0 });
      expect(simulator.statistics().highestConcurrency).toBeGreaterThan(0);
    });

    all.kill('SIGTERM');

    await eventually(async () => {
      expect(await all.status('/health/ready')).toBe(503);
    }, 1000);
    expect((await deliver(all, 'Accounts', ids)).status).toBe(503);
    expect(await all.status('/health/live')).toBe(200);
    expect((await all.ended).code).toBe(0);
    await untilAllRemembered(ids, 0);
  });

  it('ends the connection of a client that goes on asking, and is not held up by it', async () => {
    const variables = { ROLE: 'web', LOG_LEVEL: 'info', SHUTDOWN_TIMEOUT: '5s' };
    const web = await (await start(variables)).untilReady();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        const asking = get(`${web.url}/health/ready`, { agent }, (answer) => {
          answer.resume().once('end', () => {
            resolve(answer);
          });
        });
        asking.once('error', reject);
      });
    expect((await ask()).headers.connection).toBe('keep-alive');

    web.kill('SIGTERM');

    const askUntilRefused = async (): Promise<never> => {
      for (;;) await ask();
    };
    await expect(askUntilRefused()).rejects.toMatchObject({
      code: expect.stringMatching(/^ECONN/),
    });
    agent.destroy();
    const { code, stdout } = await web.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('"event":"service.stopped"');
  });

  it.each(['web', 'worker', 'scheduler'])(
    'in the role %s exits with 0, before its time is up',
    async (role) => {
      const variables = { ROLE: role, SHUTDOWN_TIMEOUT: '10m' };
      const started = await (await start(variables)).untilReady();

      started.kill('SIGTERM');

      expect((await started.ended).code).toBe(0);
    },
  );

  it('exits with 0 once SHUTDOWN_TIMEOUT is over also while Redis is gone', async () => {
    redis = await startRedis();
    const variables = { ROLE: 'all', REDIS_URL: redis.url, SHUTDOWN_TIMEOUT: '2s' };
    const all = await (await start(variables)).untilReady();
    redis.kill();
    await eventually(async () => {
      expect(await all.status('/health/ready')).toBe(503);
    });

    all.kill('SIGTERM');

    expect((await all.ended).code).toBe(0);
  });
});

describe('a process that is started', () => {
  it('with unusable settings exits with 1 and says all that is wrong, a line each, no value', async () => {
    const started = await startProcess({
      ...environment,
      PORT: 'eighty',
      ROLE: 'boss',
      WEBHOOK_SECRET: `${testSecret}-and-a-typo`,
      REDIS_URL: 'http://:hunter2@redis',
      ZOHO_CLIENT_SECRET: undefined,
    });
    processes.push(started);

    const { code, stdout, stderr } = await started.ended;

    expect(code).toBe(1);
    const lines = stderr.trim().split('\n').slice(1);
    for (const name of ['PORT', 'ROLE', 'WEBHOOK_SECRET', 'REDIS_URL', 'ZOHO_CLIENT_SECRET']) {
      expect(lines.filter((line) => line.trim().startsWith(name))).toHaveLength(1);
    }
    expect(lines).toHaveLength(5);
    const output = stdout + stderr;
    for (const secret of [testSecret, 'hunter2', simulator.credentials.refreshToken]) {
      expect(output).not.toContain(secret);
    }
    expect(output).not.toMatch(/^\s+at /m);
  });

  it('on a port that is taken exits with 1', async () => {
    const first = await start({ ROLE: 'web' });
    await first.untilReady();

    const second = await start({ ROLE: 'web', PORT: new URL(first.url).port });

    const { code, stdout, stderr } = await second.ended;
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('EADDRINUSE');
  });

  it('before Redis is up answers, and is ready and working once Redis is there', async () => {
    redis = await startRedis();
    redis.kill();
    const all = await start({ ROLE: 'all', REDIS_URL: redis.url, LOG_LEVEL: 'info' });
    const [id] = accounts(1);
    await eventually(async () => {
      expect(await all.status('/health/live')).toBe(200);
    });
    expect(await all.status('/health/ready')).toBe(503);
    expect((await deliver(all, 'Accounts', [id!])).status).toBe(503);

    await redis.restart();

    await all.untilReady();
    await deliver(all, 'Accounts', [id!]).expect(200);
    await untilAllRemembered([id!]);
    // Also what was logged before the logger stood is a line of JSON.
    for (const line of all.stdout.trim().split('\n')) expect(line).toMatch(/^\{.*\}$/);
  });

  it('logs no secret and no content of a record', async () => {
    const started = await start({ ROLE: 'all', LOG_LEVEL: 'trace' });
    await started.untilReady();
    const ids = accounts(1);
    simulator.revokeTokens();
    await deliver(started, 'Accounts', ids).expect(200);
    await untilAllRemembered(ids);
    started.kill('SIGTERM');

    const { stdout, stderr } = await started.ended;

    const output = stdout + stderr;
    expect(output).toContain('record.synced');
    const { clientSecret, refreshToken } = simulator.credentials;
    for (const secret of [
      testSecret,
      clientSecret,
      refreshToken,
      'Zoho-oauthtoken',
      'Account 0.',
    ]) {
      expect(output).not.toContain(secret);
    }
  });
});

describe('two web and two worker processes side by side', () => {
  it('lose nothing, and write each record once', async () => {
    const [first, second] = await Promise.all([
      start({ ROLE: 'web' }),
      start({ ROLE: 'web' }),
      start({ ROLE: 'worker' }),
      start({ ROLE: 'worker' }),
    ]);
    await Promise.all(processes.map((each) => each.untilReady()));
    simulator.resetRequests();
    const ids = accounts(60);

    await Promise.all(
      ids.map((id, index) =>
        deliver(index % 2 === 0 ? first : second, 'Accounts', [id]).expect(200),
      ),
    );

    await untilAllRemembered(ids);
    const tokens = simulator.requests.filter(({ path }) => path === '/oauth/v2/token');
    // One access token serves all processes.
    expect(tokens).toHaveLength(1);
  });
});
