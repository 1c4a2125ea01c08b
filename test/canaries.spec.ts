import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { freePort } from '../demo/embedded-redis.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { runCli, startProcess, type TestProcess } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { signatureOf } from './support/running-service.js';
import { zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

const canary = 'wombat';
const adminToken = 'operators-only-and-nobody-else-here';

const fields = {
  Deal_Name: `${canary} takeover`,
  Stage: `${canary} stage`,
  Next_Step: `${canary} step`,
  Description: `${canary} text`,
  Type: `${canary} type`,
  Lead_Source: `${canary} source`,
};

/** What Zoho says of an error, with contents wherever its words aren't names: a code and a field's API name are shown. */
const refusal = {
  status: 'error',
  message: `invalid value ${canary}`,
  details: { api_name: `${canary} name`, value: canary, json_path: `$.data[0].${canary}` },
};

describe('what records and the errors of others say', () => {
  let folder: string;
  let simulator: ZohoSimulator;
  let service: TestProcess;
  let environment: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-canaries-'));
    simulator = await ZohoSimulator.start({ company: 'empty' });
    const port = String(await freePort());
    environment = testEnvironment({
      ...zohoEnvironment(simulator),
      PORT: port,
      REDIS_PREFIX: `canaries-${port}`,
      WEBHOOK_BASE_URL: `http://127.0.0.1:${port}`,
      LOG_LEVEL: 'trace',
      MEMORY_PATH: folder,
      ADMIN_TOKEN: adminToken,
      WEBHOOK_DEBOUNCE: '0',
      WEBHOOK_MAX_RETRIES: '1',
    });
    service = await startProcess(environment);
    await service.untilReady();
  });

  afterAll(async () => {
    await service.stop();
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  const get = async (path: string): Promise<string> => {
    const { text } = await request(service.url)
      .get(path)
      .set({ authorization: `Bearer ${adminToken}` });
    return text;
  };
  const send = (body: object | string, signed = true): request.Test => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const signature = signed ? signatureOf(text) : '0'.repeat(64);
    return request(service.url)
      .post('/webhooks/zoho')
      .set({ 'content-type': 'application/json', 'x-zoho-signature': signature })
      .send(text);
  };
  const deal = (): string => simulator.createRecord('Deals', fields, { silent: true }).id;
  const change = (id: string): object => ({
    operation: 'update',
    module: 'Deals',
    data: [{ ...fields, id }],
    user: { id: '1', name: canary },
  });
  const untilLogged = async (id: string, event: string): Promise<void> => {
    await eventually(() => {
      const lines = service.stdout.split('\n');
      expect(lines.some((line) => line.includes(id) && line.includes(`"${event}"`))).toBe(true);
    });
  };

  it('are in the documents of memory', async () => {
    const id = deal();
    await send(change(id)).expect(200);
    await untilLogged(id, 'record.synced');

    expect(await get(`/records/Deals/${id}`)).toContain(canary);
  });

  it.each([
    [400, { ...refusal, code: 'INVALID_DATA' }],
    [400, { ...refusal, code: `said ${canary}` }],
    [401, { ...refusal, code: 'OAUTH_SCOPE_MISMATCH' }],
    [403, { ...refusal, code: 'NO_PERMISSION' }],
    [404, { ...refusal, code: 'INVALID_URL_PATTERN' }],
    [200, { data: canary }],
  ])('are in no dead letter of a record that Zoho answers for with %i %j', async (status, body) => {
    const id = deal();
    const path = '/crm/v8/Deals';
    const mend = simulator.faults.add({ match: { path }, status, body });

    await send(change(id)).expect(200);
    await untilLogged(id, 'record.failed');
    mend();

    const letters = await get('/dead-letters?limit=100');
    expect(letters).toContain(id);
    expect(letters.toLowerCase()).not.toContain(canary);
  });

  it.each([
    [200, `{"data":[{"id":"${canary}`],
    [400, `<html>${canary}</html>`],
  ])('may be cut off or a page of a proxy: %i %s', async (status, body) => {
    const id = deal();
    const mend = simulator.faults.add({ match: { path: '/crm/v8/Deals' }, status, body });

    await send(change(id)).expect(200);
    await untilLogged(id, 'record.failed');
    mend();
    await untilLogged(id, 'record.synced');
  });

  it.each([
    [{ operation: canary, module: canary, data: [{ ...fields, id: canary }] }, 400, true],
    [{ operation: 'update', module: 'Deals', data: [{ ...fields, id: `${canary} !` }] }, 400, true],
    [`{"${canary}":"${canary}`, 400, true],
    [{ [canary]: { [canary]: canary } }, 400, true],
    [{ operation: 'update', module: 'Deals', data: [fields] }, 401, false],
  ])('may be refused with %j', async (body, status, signed) => {
    await send(body, signed).expect(status);
  });

  it('are in no answer that tells how the service is', async () => {
    const paths = ['/health/live', '/health/ready', '/metrics', '/webhooks/health'];
    paths.push('/webhooks/metrics', '/memory/status', '/dead-letters?limit=100', '/channels');
    const leaks: string[] = [];
    for (const path of paths) {
      const text = await get(path);
      expect(text).not.toBe('');
      if (text.toLowerCase().includes(canary)) leaks.push(path);
    }

    expect(leaks).toEqual([]);
  });

  it('are in nothing that commands print, also while Zoho refuses tokens in such words', async () => {
    const body = { error: 'invalid_client', error_description: canary, status: canary };
    const mend = simulator.faults.add({ match: { path: '/oauth' }, status: 400, body });
    const lines = [['status'], ['status', '--refused'], ['doctor'], ['dead-letters', 'list']];
    const leaks: string[] = [];
    for (const args of lines.flatMap((each) => [each, [...each, '--json']])) {
      const { stdout, stderr } = await runCli(args, environment);
      expect(`${stdout}${stderr}`).not.toBe('');
      if (`${stdout}${stderr}`.toLowerCase().includes(canary)) {
        leaks.push(`${args.join(' ')}: ${stdout}${stderr}`);
      }
    }
    mend();

    expect(leaks).toEqual([]);
    const { stdout } = await runCli(['dead-letters', 'list'], environment);
    expect(stdout).toContain('Zoho refused Deals');
  });

  it('are in no line of the log', () => {
    const lines = `${service.stdout}${service.stderr}`.split('\n');

    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((line) => line.toLowerCase().includes(canary))).toEqual([]);
  });
});
