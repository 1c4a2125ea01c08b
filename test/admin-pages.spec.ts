import { access } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import request from 'supertest';

import { RecordQueues } from '../src/queue/record-queues.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { SyncedCrm } from './support/synced-crm.js';
import { testToken as token } from './support/test-settings.js';

const chromiumPath = '/usr/bin/chromium';
const hasChromium = await access(chromiumPath).then(
  () => true,
  () => false,
);
/** Where Debian's `chromium` is missing these are skipped, by name. */
const itWithChromium = hasChromium ? it : it.skip;

const basic = (password: string): string =>
  `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}`;

describe('the pages for operators', () => {
  let crm: SyncedCrm;
  let browser: Browser | undefined;

  beforeAll(async () => {
    crm = await SyncedCrm.start({ WEBHOOK_MAX_RETRIES: '1' });
    if (hasChromium) {
      browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
    }
  });

  afterAll(async () => {
    await browser?.close();
    await crm.close();
  });

  const get = (path: string, authorization?: string): request.Test => {
    const asked = request(crm.service.url).get(path);
    return authorization === undefined ? asked : asked.set({ authorization });
  };
  /** A page of a browser whose user typed this password when it was asked for one. */
  const pageOf = async (password: string): Promise<{ page: Page; problems: string[] }> => {
    const context = await browser!.newContext({
      httpCredentials: { username: 'operator', password },
    });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    return { page, problems };
  };

  it.each(['/docs', '/docs/start.js', '/docs-json', '/admin/queues', '/admin/queues/api/queues'])(
    '%s asks for the token, and takes it as a bearer or as a password',
    async (path) => {
      const refused = await get(path).expect(401);
      await get(path, basic('wrong')).expect(401);
      await get(path, `Bearer ${token}`).expect(200);
      await get(path, basic(token)).expect(200);

      expect(refused.headers['www-authenticate']).toContain('Basic');
    },
  );

  it.each(['/docs', '/admin/queues'])('%s loads nothing from another host', async (path) => {
    const { text, headers } = await get(path, `Bearer ${token}`).expect(200);

    expect(text).toMatch(/<!doctype/i);
    expect(text).not.toMatch(/<(?:link|script|img)[^>]*="(?:https?:)?\/\//i);
    expect(headers['content-security-policy']).not.toContain('https:');
  });

  it('describe every route, and say which need the token', async () => {
    const answer = await get('/docs-json', `Bearer ${token}`).expect(200);
    const { paths } = answer.body as {
      paths: Record<string, Record<string, { summary?: string }>>;
    };

    expect(paths).toMatchObject({
      '/webhooks/zoho': { post: { tags: ['deliveries'] } },
      '/dead-letters': {
        get: { security: [{ admin: [] }, { reader: [] }] },
        delete: { security: [{ admin: [] }] },
      },
      '/dead-letters/replay': { post: {} },
      '/memory/search': { get: { parameters: [{ name: 'q', required: true }, {}, {}, {}, {}] } },
      '/webhooks/metrics': { get: {} },
      '/health/ready': { get: {} },
    });
    const nameless = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { summary }]) =>
        summary === undefined ? [`${method} ${path}`] : [],
      ),
    );
    expect(nameless).toEqual([]);
  });

  it('change nothing: the queue board refuses to', async () => {
    crm.simulator.faults.add({ match: { path: /Tasks.*\d{15}/ }, status: 500 });
    crm.simulator.createRecord('Tasks', { Subject: 'Doomed' });
    await crm.untilQuiet();

    const answer = await request(crm.service.url)
      .put('/admin/queues/api/queues/tasks/retry/failed')
      .set({ authorization: basic(token) });

    expect(answer.status).toBe(405);
    expect(await crm.deadLetters.count()).toBe(1);
  });

  it.each([
    ['page=1e308&jobsPerPage=1e308', 'a page beyond all numbers'],
    ['status=completed%00x', 'a status of nobody'],
    ['status=paused', 'a job that is not ours'],
  ])('say that they can not show %s: %s', async (query) => {
    const tasks = crm.service.app.get(RecordQueues).of('Tasks');
    const redis = crm.service.app.get(RedisConnections).patient;
    await tasks.pause();
    await redis.hset(tasks.toKey('strange'), { name: 'strange', data: 'no JSON', opts: '{}' });
    await redis.lpush(tasks.toKey('paused'), 'strange');

    const answer = await get(
      `/admin/queues/api/queues?activeQueue=tasks&${query}`,
      `Bearer ${token}`,
    );

    expect([answer.status, answer.text]).not.toContain(500);
    expect(answer.text).not.toMatch(/not valid JSON|ERR |script/);
    await redis.lrem(tasks.toKey('paused'), 0, 'strange');
    await redis.del(tasks.toKey('strange'));
    await tasks.resume();
  });

  it.each([
    '/webhooks/health',
    '/dead-letters',
    '/memory/search?q=x',
    '/records/Deals/1',
    '/metrics',
  ])(
    'keep nobody from seeing the present: %s is kept nowhere, and taken for nothing else',
    async (path) => {
      const { headers } = await get(path, `Bearer ${token}`);

      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
    },
  );

  itWithChromium('show the API in a browser (needs chromium)', async () => {
    const { page, problems } = await pageOf(token);

    await page.goto(`${crm.service.url}/docs`);
    await page.getByText('Tries them again in growing steps').waitFor();

    expect(await page.title()).toContain('zoho-webhook-sync');
    expect(problems).toEqual([]);
  });

  itWithChromium('show the queues in a browser (needs chromium)', async () => {
    await crm.untilTrue(crm.created('Deals', { Deal_Name: 'Seen' }));
    const { page, problems } = await pageOf(token);

    await page.goto(`${crm.service.url}/admin/queues`);
    await page.getByText('accounts').first().waitFor();
    await page.goto(`${crm.service.url}/admin/queues/queue/tasks?status=failed`);
    await page.getByText('HTTP 500').first().waitFor();

    expect(problems).toEqual([]);
  });

  itWithChromium('show nothing to a browser with a wrong password (needs chromium)', async () => {
    const { page } = await pageOf('wrong');

    const answer = await page.goto(`${crm.service.url}/admin/queues`).catch(() => null);

    expect(answer?.status() ?? 401).toBe(401);
  });
});
