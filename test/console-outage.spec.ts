import { afterAll, beforeAll, describe, expect } from '@jest/globals';

import { ConsoleStage, itInBrowser } from './support/console-stage.js';
import { startRedis, type TestRedis } from './support/redis-server.js';
import { SyncedCrm } from './support/synced-crm.js';

describe('the console while Redis is away', () => {
  let redis: TestRedis;
  let crm: SyncedCrm;
  let stage: ConsoleStage;

  beforeAll(async () => {
    redis = await startRedis();
    crm = await SyncedCrm.start({ REDIS_URL: redis.url });
    stage = await ConsoleStage.beside(crm);
  });

  afterAll(async () => {
    redis.resume();
    await stage.close();
    await crm.close();
    await redis.stop();
  });

  itInBrowser('says so, lets people in, and recovers by itself', async () => {
    const { page, problems } = await stage.loggedIn();
    const sentence = page.getByRole('status').filter({ hasText: 'emory' });
    await page.getByText('Memory holds what it was told').waitFor();

    redis.pause();
    await page.getByText('Nobody can tell whether memory is true').waitFor();
    await page.getByText('Broken', { exact: true }).first().waitFor();
    const other = await stage.loggedIn();
    await other.page.getByText('Nobody can tell whether memory is true').waitFor();

    redis.resume();
    await page.getByText('Memory holds what it was told').waitFor();
    await other.page.getByText('Memory holds what it was told').waitFor();

    expect(await sentence.count()).toBe(1);
    expect(problems).toEqual([]);
  });
});
