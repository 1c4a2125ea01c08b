import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { startProcess, type TestProcess } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { signatureOf } from './support/running-service.js';
import { zohoEnvironment } from './support/synced-crm.js';
import { testSecret } from './support/test-settings.js';

const adminToken = 'operators-only-and-nobody-else-here';

type Line = Readonly<Record<string, unknown>>;

describe('the log of a service at work, at its most talkative,', () => {
  let folder: string;
  let simulator: ZohoSimulator;
  let service: TestProcess;
  const found: Line[] = [];

  const lines = (): Line[] =>
    service.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
  const untilLogged = (expected: Line): Promise<Line> =>
    eventually(() => {
      const line = lines().find((each) =>
        Object.entries(expected).every(([name, value]) => each[name] === value),
      );
      expect(line ?? expected).toBe(line);
      found.push(line!);
      return line!;
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-logs-'));
    simulator = await ZohoSimulator.start({ company: 'empty' });
    service = await startProcess({
      ...zohoEnvironment(simulator),
      LOG_LEVEL: 'trace',
      MEMORY_PATH: folder,
      ADMIN_TOKEN: adminToken,
      WEBHOOK_DEBOUNCE: '0',
      WEBHOOK_MAX_RETRIES: '1',
      ZOHO_MODULE: 'quokka',
    });
    await service.untilReady();
  });

  afterAll(async () => {
    await service.stop();
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  const deliver = (id: string, headers: Readonly<Record<string, string>> = {}): request.Test => {
    const data = [{ id, Deal_Name: 'Quokka Takeover' }];
    const body = JSON.stringify({ operation: 'update', module: 'Deals', data });
    return request(service.url)
      .post('/webhooks/zoho')
      .set({ 'content-type': 'application/json', 'x-zoho-signature': signatureOf(body) })
      .set(headers)
      .send(body);
  };
  const deal = (): string =>
    simulator.createRecord('Deals', { Deal_Name: 'Quokka Takeover' }, { silent: true }).id;

  it('tells of a variable that looks like a setting and is none', async () => {
    const reason = 'ZOHO_MODULE is not a setting; did you mean ZOHO_MODULES?';

    await untilLogged({ event: 'settings.doubtful', reason });
  });

  it('tells of a delivery and of its record by one request id, which the answer has too', async () => {
    const id = deal();

    const answer = await deliver(id, { 'x-request-id': 'edge-42' }).expect(200);

    expect(answer.headers['x-request-id']).toBe('edge-42');
    await untilLogged({ event: 'delivery.received', requestId: 'edge-42', outcome: 'queued' });
    await untilLogged({ event: 'record.synced', requestId: 'edge-42', recordId: id });
  });

  it.each([
    ['none', {}],
    ['one that could break a line', { 'x-request-id': 'a b"c' }],
    ['one that is too long', { 'x-request-id': 'x'.repeat(65) }],
  ])('gives a delivery with %s an id of its own', async (_, headers) => {
    const answer = await deliver(deal(), headers).expect(200);

    const requestId = answer.headers['x-request-id'];
    expect(requestId).toMatch(/^[\w-]{9,20}$/);
    await untilLogged({ event: 'record.synced', requestId: requestId! });
  });

  it('tells who operated the service, and who tried to', async () => {
    const search = request(service.url).get('/memory/search?q=quokka');
    await search.set({ authorization: `Bearer ${adminToken}` }).expect(200);
    await request(service.url)
      .delete('/dead-letters')
      .set({ authorization: 'Bearer a-guess-of-the-token' })
      .expect(401);

    await untilLogged({ event: 'admin.request', path: '/memory/search', status: 200 });
    await untilLogged({ event: 'admin.request', method: 'DELETE', status: 401, level: 40 });
  });

  it('tells of failures by their code', async () => {
    simulator.faults.add({ match: { path: '/crm/v8/Deals' }, status: 403, code: 'NO_PERMISSION' });

    await deliver(deal()).expect(200);

    await untilLogged({ event: 'record.failed', outcome: 'give-up', code: 'zoho.refused' });
    simulator.faults.clear();
  });

  it('holds no secret, no token, no signature, and nothing that a record says', () => {
    expect(found.length).toBeGreaterThanOrEqual(8);
    const secrets = [
      testSecret,
      adminToken,
      'a-guess-of-the-token',
      'quokka',
      simulator.credentials.clientSecret,
      simulator.credentials.refreshToken,
    ];
    const output = `${service.stdout}${service.stderr}`.toLowerCase();

    const shown = secrets.filter((secret) => output.includes(secret.toLowerCase()));

    expect(shown).toEqual([]);
    expect(output).not.toMatch(/bearer [\w-]{8}|zoho-oauthtoken \S{8}|1000\.[0-9a-f]{32}/);
    const signature = /"x-zoho-signature":"[0-9a-f]{64}"/;
    expect(output).not.toMatch(signature);
  });
});
