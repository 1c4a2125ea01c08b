import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { Redis } from 'ioredis';
import request from 'supertest';

import { type WebhookHealth } from '../src/health/webhook-health.controller.js';
import { DeadLetterUpkeep } from '../src/queue/dead-letters/dead-letter-upkeep.js';
import { runCli } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { itNeedsRedis } from './support/needs-redis.js';
import { startRedis, type TestRedis } from './support/redis-server.js';
import { ref, SyncedCrm } from './support/synced-crm.js';
import { testSecret } from './support/test-settings.js';

interface Surface {
  readonly health: WebhookHealth;
  readonly healthStatus: number;
  readonly metrics: string;
}

/** What is broken, how it shows, and how it is mended; nothing else is done to the service. */
interface Outage {
  readonly subject: 'redis' | 'zoho' | 'credentials' | 'credits' | 'memory';
  readonly says: RegExp;
  readonly code: number;
  readonly begin: () => unknown;
  readonly end: () => unknown;
}

describe('an outage', () => {
  let redis: TestRedis;
  let admin: Redis;
  let crm: SyncedCrm;
  let memory: string;
  let locker: Database.Database | undefined;

  beforeAll(async () => {
    memory = await mkdtemp(join(tmpdir(), 'zoho-sync-test-outages-'));
    redis = await startRedis();
    admin = new Redis(redis.url);
    admin.on('error', () => undefined);
    crm = await SyncedCrm.start({
      REDIS_URL: redis.url,
      MEMORY_PATH: memory,
      ZOHO_TIMEOUT: '1',
    });
  });

  afterAll(async () => {
    locker?.close();
    admin.disconnect();
    await crm.close();
    await redis.stop();
    await rm(memory, { recursive: true, force: true });
  });

  const look = async (): Promise<Surface> => {
    const [health, metrics] = await Promise.all([
      request(crm.service.url).get('/webhooks/health'),
      request(crm.service.url).get('/metrics'),
    ]);
    return {
      health: health.body as WebhookHealth,
      healthStatus: health.status,
      metrics: metrics.text,
    };
  };
  const ageIn = (metrics: string, subject: string): number => {
    const series = `zoho_sync_trouble_seconds{subject="${subject}"} `;
    const line = metrics.split('\n').find((each) => each.startsWith(series));
    return Number(line?.slice(series.length));
  };
  /** Something changes all the while: work is what meets an outage, and what notices that it is over. */
  const change = (name: string): string =>
    crm.simulator.createRecord('Deals', { Deal_Name: name }).id;
  const fault = (answer: object): void => {
    crm.simulator.faults.add({ match: { path: /^\/crm\/v8\/Deals/ }, ...answer });
  };
  const clear = (): void => {
    crm.simulator.faults.clear();
  };
  const unpaused = async (): Promise<void> => {
    clear();
    const keys = await admin.keys('*:limiter');
    if (keys.length > 0) await admin.del(...keys);
  };

  const outages: Record<string, Outage> = {
    "of Zoho's API": {
      subject: 'zoho',
      says: /HTTP 500.*out of order/,
      code: 200,
      begin: () => {
        fault({ status: 500, code: 'INTERNAL_ERROR' });
      },
      end: clear,
    },
    'of a Zoho that never answers': {
      subject: 'zoho',
      says: /didn't answer/,
      code: 200,
      begin: () => {
        fault({ hang: true });
      },
      end: clear,
    },
    'of the memory, which somebody locked,': {
      subject: 'memory',
      says: /locked by another process/,
      code: 200,
      begin: () => {
        locker = new Database(join(memory, 'memory-2.db'));
        locker.exec('BEGIN EXCLUSIVE');
      },
      end: () => {
        locker?.exec('ROLLBACK');
        locker?.close();
        locker = undefined;
      },
    },
    'of a full Redis': {
      subject: 'redis',
      says: /maxmemory/,
      code: 503,
      begin: () => admin.config('SET', 'maxmemory', '1'),
      end: () => admin.config('SET', 'maxmemory', '0'),
    },
    'of a Redis that became a replica': {
      subject: 'redis',
      says: /replica/,
      code: 503,
      begin: () => admin.replicaof('127.0.0.1', 1),
      end: () => admin.replicaof('NO', 'ONE'),
    },
    'of a frozen Redis': {
      subject: 'redis',
      says: /does not answer/,
      code: 503,
      begin: () => {
        redis.pause();
      },
      end: () => {
        redis.resume();
      },
    },
  };

  for (const [name, outage] of Object.entries(outages)) {
    // The stand-in can't be filled, frozen or made a replica.
    const itHere = outage.subject === 'redis' ? itNeedsRedis : it;
    itHere(`${name} is told with since when and what to do, and is over by itself`, async () => {
      await outage.begin();
      const id = change(`During the outage ${name}`);

      await eventually(async () => {
        const { health, healthStatus, metrics } = await look();
        const trouble = health.troubles.find(({ subject }) => subject === outage.subject);
        expect(trouble?.message).toMatch(outage.says);
        expect(Date.parse(trouble!.since)).toBeLessThanOrEqual(Date.now());
        expect(healthStatus).toBe(outage.code);
        expect(health.status).toBe(outage.code === 503 ? 'unhealthy' : 'degraded');
        expect(ageIn(metrics, outage.subject)).toBeGreaterThan(0);
      });
      await outage.end();

      await eventually(async () => {
        // As its schedule does every half minute.
        await crm.service.app.get(DeadLetterUpkeep, { strict: false }).replay();
        change(`After the outage ${name}`);
        const { health, healthStatus, metrics } = await look();
        expect(healthStatus).toBe(200);
        expect(health).toMatchObject({ status: 'healthy', troubles: [], dead_letter_size: 0 });
        expect(ageIn(metrics, outage.subject)).toBe(0);
      });
      // A notification that was refused is lost: the sweep of its gap brings it in, which isn't what this is about.
      if (outage.subject !== 'redis') await crm.untilTrue(ref('Deals', { id }));
    });
  }

  it('of the credits is told, and the queue waits', async () => {
    fault({ status: 429, code: 'TOO_MANY_REQUESTS', headers: { 'X-API-CREDITS-REMAINING': '0' } });
    change('Without credits');

    await eventually(async () => {
      const { health, metrics } = await look();
      expect(health).toMatchObject({
        status: 'degraded',
        dead_letter_size: 0,
        troubles: [{ subject: 'credits', message: expect.stringContaining('are used up') }],
      });
      expect(metrics).toContain('zoho_sync_zoho_credits_left_count 0');
    });
    await unpaused();
    await eventually(async () => {
      change('With credits again');
      const { health, metrics } = await look();
      expect(health.troubles).toEqual([]);
      expect(metrics).not.toMatch(/^zoho_sync_zoho_credits_left_count/m);
    });
  });

  it('is on the screen of `status`, with what is wrong first', async () => {
    const environment = {
      WEBHOOK_SECRET: testSecret,
      REDIS_URL: redis.url,
      MEMORY_PATH: memory,
      REDIS_PREFIX: crm.service.settings.redis.prefix,
    };
    fault({ status: 503, code: 'DOWN' });
    await eventually(async () => {
      change('Seen on the screen');
      const { stdout } = await runCli(['status'], environment);
      expect(stdout).toMatch(/^TROUBLE +zoho for \d+s, since \d{4}-.*Z: Zoho refused.*HTTP 503/);
    });
    clear();
    await eventually(async () => {
      change('Not seen any more');
      const { stdout } = await runCli(['status'], environment);
      expect(stdout).toMatch(/^Module/);
    });
  });
});
