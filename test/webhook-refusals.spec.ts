import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import request, { type Test } from 'supertest';

import { type RefusedDelivery } from '../src/installation/refused-deliveries.js';
import { Secret } from '../src/kernel/secret.js';
import { deriveToken } from '../src/kernel/signing.js';
import { runCli, startProcess, type TestProcess } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { signatureOf } from './support/running-service.js';
import { testEnvironment, testSecret } from './support/test-settings.js';

type Headers = Readonly<Record<string, string>>;

const secret = new Secret(testSecret);
const workflowToken = deriveToken(secret, 'workflow');
const prefix = `test-${randomBytes(6).toString('hex')}`;
const apis = ['Accounts', 'Calls', 'Deals', 'Events'];

const environment = {
  ROLE: 'web',
  REDIS_PREFIX: prefix,
  LOG_LEVEL: 'trace',
  WEBHOOK_MAX_BODY_BYTES: '50000',
  ZOHO_MODULES: 'Accounts,Deals,Activities',
  // Nothing is asked of it: what is looked at here is what a sweep would be told.
  ZOHO_ACCOUNTS_URL: 'http://127.0.0.1:9',
  ZOHO_API_URL: 'http://127.0.0.1:9',
  ZOHO_CLIENT_ID: 'a',
  ZOHO_CLIENT_SECRET: 'b',
  ZOHO_REFRESH_TOKEN: 'c',
};

function notification(parts: object): string {
  const channel_id = '1000000068001';
  const token = deriveToken(secret, `channel:${channel_id}`);
  const right = { module: 'Deals', operation: 'update', ids: ['1'], server_time: Date.now() };
  return JSON.stringify({ ...right, ...parts, channel_id, token });
}

describe('a delivery that is refused', () => {
  let service: TestProcess;
  let redis: Redis;

  beforeAll(async () => {
    redis = new Redis(process.env['TEST_REDIS_URL']!);
    service = await startProcess(environment);
    await service.untilReady();
  });

  afterAll(async () => {
    await service.stop();
    await redis.quit();
  });

  beforeEach(async () => {
    await redis.del(`${prefix}:gaps`);
  });

  const post = (body: string, headers: Headers = {}, query = ''): Test =>
    request(service.url)
      .post(`/webhooks/zoho${query}`)
      .set({ 'content-type': 'application/json', 'user-agent': 'Rule\u0009of Quokkas', ...headers })
      .serialize((value: unknown) => value as string)
      .send(body);
  const signed = (body: string, headers: Headers = {}): Test =>
    post(body, { 'x-zoho-signature': signatureOf(body), ...headers });
  const loggedAs = (requestId: string): Promise<Readonly<Record<string, unknown>>> =>
    eventually(() => {
      const line = service.stdout.split('\n').find((each) => each.includes(`"${requestId}"`));
      expect(line).toBeDefined();
      return JSON.parse(line!) as Record<string, unknown>;
    });
  const keptAs = (requestId: string): Promise<RefusedDelivery> =>
    eventually(async () => {
      const texts = await redis.lrange(`${prefix}:refused`, 0, -1);
      const kept = texts.map((text) => JSON.parse(text) as RefusedDelivery);
      const found = kept.find((each) => each.requestId === requestId);
      expect(found).toBeDefined();
      return found!;
    });
  const gapsNoted = async (): Promise<readonly string[]> => {
    const gaps = await redis.hkeys(`${prefix}:gaps`);
    return [...new Set(gaps.map((id) => id.split(':').slice(0, 2).join(' ')))].sort();
  };
  const untilGaps = (...expected: readonly string[]): Promise<void> =>
    eventually(async () => {
      expect(await gapsNoted()).toEqual(expected.map((api) => `${api} not_understood`));
    });
  /** Gaps are written in their order: once this one is there, those before it would be. */
  const untilNoGapBut = async (): Promise<void> => {
    await post(notification({ ids: 'x', module: 'Accounts' })).expect(400);
    await untilGaps('Accounts');
  };

  it.each([
    ['a body that is no JSON', '{"module":"Deals","record_id":"Quokka",}', 'the body must be JSON'],
    ['an unknown module', '{"module":"Quokka","record_id":"1"}', 'module must be one of Accounts,'],
    ['no id', '{"module":"Deals","record_id":"Quokka 1"}', 'record_id must be a string'],
  ])(
    'is told with what was not understood, and nothing it said: %s',
    async (what, body, problem) => {
      const requestId = `told-${what.replaceAll(' ', '-')}`;
      await signed(body, { 'x-request-id': requestId }).expect(400);

      const told = {
        requestId,
        reason: 'not_understood',
        scheme: 'signature',
        status: 400,
        contentType: 'application/json',
        userAgent: 'Rule?of Quokkas',
        problems: [expect.stringContaining(problem)],
      };
      expect(await loggedAs(requestId)).toMatchObject({ event: 'delivery.received', ...told });
      expect(await keptAs(requestId)).toMatchObject(told);
      expect(service.stdout).not.toMatch(/"[^"]*Quokka(?!s)/);
    },
  );

  it('is counted by field, content type and scheme', async () => {
    await post('module=Deals', {
      'content-type': 'multipart/form-data',
      'x-zoho-webhook-token': workflowToken,
    }).expect(400);

    const { text } = await request(service.url).get('/metrics').expect(200);
    expect(text).toMatch(
      /zoho_sync_deliveries_problems_total\{field="body",content="multipart",scheme="workflow-token"\} 1/,
    );
  });

  it('is in `status --refused`', async () => {
    await signed('{"module":', { 'x-request-id': 'in-the-list' }).expect(400);
    await keptAs('in-the-list');

    const { stdout } = await runCli(['status', '--refused'], testEnvironment(environment));

    const line = stdout.split('\n').find((each) => each.includes('in-the-list'));
    expect(line).toMatch(/not_understood .*signature .*application\/json .*the body must be JSON$/);
  });

  it('for what one delivery may hold says so, and is no body that is too large', async () => {
    const data = Array.from({ length: 1001 }, (_, id) => ({ id: String(id) }));
    const body = JSON.stringify({ module: 'Deals', data });
    await signed(body, { 'x-request-id': 'too-many' }).expect(413);

    expect(await loggedAs('too-many')).toMatchObject({
      reason: 'too_many',
      problems: ['a delivery must not have more than 1000 records'],
    });
  });

  it('does not show what its URL told', async () => {
    const query = `?token=${'x'.repeat(43)}&Name=Wombat`;
    await post('{}', { 'x-request-id': 'by-url' }, query).expect(401);
    await post('{', {}, `?token=${workflowToken}&Name=Wombat`).expect(400);
    await post('', {}, `?token=${workflowToken}&module=Deals&id=1&Name=Wombat`).expect(200);
    const nowhere = await request(service.url).get(`/nowhere?token=${workflowToken}`).expect(404);

    await loggedAs('by-url');
    expect(service.stdout + service.stderr).not.toMatch(/Wombat|token=|x{43}/);
    expect(service.stdout + service.stderr + nowhere.text).not.toContain(workflowToken);
  });

  it('but was accepted with parts in a wrong form tells which', async () => {
    const body = JSON.stringify({ module: 'Deals', record_id: '1', user_id: 1, record_data: null });
    await signed(body, { 'x-request-id': 'passed-over' }).expect(200);

    expect(await loggedAs('passed-over')).toMatchObject({
      outcome: 'queued',
      passedOver: ['record_data', 'user_id'],
    });
  });

  describe('leaves a gap', () => {
    it.each([
      ['of the module that a notification of our channel names', { ids: [] }, ['Deals']],
      ['of both modules of Activities', { module: 'Activities', ids: null }, ['Calls', 'Events']],
      ['of every module where it names none', { module: undefined }, apis],
      [
        'where it has too many records',
        { ids: Array.from({ length: 1001 }, (_, id) => String(id)) },
        ['Deals'],
      ],
    ])('%s', async (_, parts, expected) => {
      const { status } = await post(notification(parts));

      expect([400, 413]).toContain(status);
      await untilGaps(...expected);
    });

    it('of none where the notification is of a module that is not synced', async () => {
      await post(notification({ module: 'Contacts' })).expect(400);
      await post(notification({ module: 'Vendors' })).expect(400);

      await untilNoGapBut();
    });

    it('of none where a workflow rule sent it', async () => {
      await signed('{"module":"Deals"}').expect(400);

      await untilNoGapBut();
    });

    it('of every module where a body was too long to be read', async () => {
      await post('x'.repeat(50_001)).expect(413);

      await untilGaps(...apis);
    });

    it("of none where such a body is of somebody else's channel", async () => {
      const token = deriveToken(new Secret('ab'.repeat(32)), 'channel:7');
      const begun = JSON.stringify({ channel_id: '7', token, values: 'x'.repeat(50_000) });
      const status = await new Promise((resolve, reject) => {
        const sent = httpRequest(`${service.url}/webhooks/zoho`, { method: 'POST' }, (answer) => {
          resolve(answer.statusCode);
          sent.destroy();
        });
        sent.on('error', reject);
        // Without an end, and so in chunks: its length isn't announced.
        sent.write(begun);
      });

      expect(status).toBe(413);
      await untilNoGapBut();
    });

    it('of none where a slowed address proves nothing; where it does, it is taken', async () => {
      await untilNoGapBut();
      // Far more than the hundred that are let through: one comes back each second.
      for (let count = 0; count < 200; count += 1) await post('{}').expect(401);

      await post('x'.repeat(40_000)).expect(429);
      await post(notification({ more: 'x'.repeat(40_000) })).expect(200);

      await untilNoGapBut();
    });
  });
});
