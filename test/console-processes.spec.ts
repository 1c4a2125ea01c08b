import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type ProcessesAnswer } from '../src/examination/processes-answer.js';
import { packageVersion } from '../src/config/package-version.js';
import { startProcess } from './support/child-process.js';
import { ConsoleStage, itInBrowser, readToken } from './support/console-stage.js';
import { eventually } from './support/eventually.js';
import { SyncedCrm, zohoEnvironment } from './support/synced-crm.js';
import { testSecret, testToken } from './support/test-settings.js';

describe('the processes of the service', () => {
  let crm: SyncedCrm;
  let stage: ConsoleStage;

  beforeAll(async () => {
    crm = await SyncedCrm.start({ WEBHOOK_MAX_RETRIES: '7', ZOHO_MODUELS: 'Deals' });
    stage = await ConsoleStage.beside(crm);
  });

  afterAll(async () => {
    await stage.close();
    await crm.close();
  });

  const told = async (): Promise<ProcessesAnswer> =>
    ((await crm.service.get('/processes').expect(200)) as { body: ProcessesAnswer }).body;

  it('tell who they are, how large, and how they are set, without secrets', async () => {
    await eventually(async () => {
      expect((await told()).processes.map(({ role }) => role).sort()).toEqual(['all', 'web']);
    });
    const { processes, findings } = await told();
    const [all] = processes.filter(({ role }) => role === 'all');

    expect(all).toMatchObject({ pid: process.pid, version: packageVersion(), troubles: [] });
    expect(all?.memory_bytes).toBeGreaterThan(10_000_000);
    const texts = new Map(all?.settings?.map(({ name, text }) => [name, text]));
    expect(texts.get('WEBHOOK_MAX_RETRIES')).toBe('7');
    expect(texts.has('LOG_LEVEL')).toBe(true);
    for (const name of ['WEBHOOK_SECRET', 'ADMIN_TOKEN', 'REDIS_URL', 'ZOHO_CLIENT_ID']) {
      expect([name, texts.get(name)]).toEqual([name, null]);
    }
    const whole = JSON.stringify(processes);
    const { ZOHO_CLIENT_SECRET: secret = '', ZOHO_REFRESH_TOKEN: grant = '' } = zohoEnvironment(
      crm.simulator,
    );
    for (const each of [testSecret, testToken, readToken, secret, grant]) {
      expect(whole).not.toContain(each);
    }
    expect(findings).toContainEqual(
      expect.objectContaining({ subject: 'Redis', status: 'ok', remedy: null }),
    );
    expect(findings.find(({ message }) => message.includes('ZOHO_MODUELS'))).toMatchObject({
      ...{ subject: 'Settings', status: 'warning', remedy: 'see .env.example' },
    });
  });

  itInBrowser('are shown as they come and go, with what differs between them', async () => {
    const { page, problems } = await stage.loggedIn('#/processes', { token: readToken });
    const running = page.getByRole('region', { name: 'Processes' });
    const settings = page.getByRole('region', { name: 'Settings' });
    await running.getByRole('row', { name: /^all .* MiB/ }).waitFor();
    await settings.getByRole('row', { name: /WEBHOOK_MAX_RETRIES 7 .* by default/ }).waitFor();
    expect(await running.getByRole('row', { name: /^scheduler/ }).count()).toBe(0);

    const { redis, memory } = crm.service.settings;
    const scheduler = await startProcess({
      ...(redis.target.kind === 'url' ? { REDIS_URL: redis.target.url.reveal() } : {}),
      ...{ ROLE: 'scheduler', REDIS_PREFIX: redis.prefix, MEMORY_PATH: memory.path },
    });
    await running.getByRole('row', { name: /^scheduler/ }).waitFor();
    scheduler.kill('SIGTERM');
    await running.getByRole('row', { name: /^scheduler/ }).waitFor({ state: 'detached' });

    expect(problems).toEqual([]);
    await scheduler.ended;
  });
});
