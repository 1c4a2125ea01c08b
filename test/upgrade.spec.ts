import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { usualModules } from '../src/crm/modules.js';
import { MemorySink } from '../src/memory/memory-sink.js';
import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { eventually } from './support/eventually.js';
import {
  fillWithFirstKeys,
  firstCrm,
  firstMemory,
  restoreFirstCrm,
} from './support/first-installation.js';
import { startRedis, type TestRedis } from './support/redis-server.js';
import { type ServiceUnderTest, startService } from './support/running-service.js';
import { SyncedCrm } from './support/synced-crm.js';

/** Redis and memory as the first installations left them: jobs waiting, a dead letter, channels, a token, a ledger. */
describe('started on what the first installations left', () => {
  let redis: TestRedis;

  beforeAll(async () => {
    redis = await startRedis();
    await fillWithFirstKeys(redis.url);
  });

  afterAll(async () => {
    await redis.stop();
  });

  describe('with an organisation', () => {
    let crm: SyncedCrm;

    beforeAll(async () => {
      const simulator = await ZohoSimulator.start({ company: 'empty' });
      restoreFirstCrm(simulator);
      crm = await SyncedCrm.over(simulator, {
        REDIS_URL: redis.url,
        REDIS_PREFIX: 'zoho-sync',
        MEMORY_PATH: await firstMemory('memory'),
        WEBHOOK_SECRET: firstCrm.secret,
      });
    });

    afterAll(async () => {
      await crm.close();
    });

    const account = (id: string): SimRef => ({ module: 'Accounts', id });
    const compareAll = async (): Promise<readonly number[]> => {
      const comparisons = crm.service.app.get(Comparisons, { strict: false });
      const differing: number[] = [];
      for (const module of usualModules) {
        const { status, compared } = await comparisons.one(module);
        expect(status).toBe('compared');
        differing.push(compared?.found ?? NaN);
      }
      await crm.untilQuiet();
      return differing;
    };

    it('what waited is synced', async () => {
      await crm.untilTrue({ module: 'Deals', id: firstCrm.waiting }, account(firstCrm.changed));

      expect(await crm.document(account(firstCrm.deleted))).toBeUndefined();
    });

    it('the dead letter is read, and its record synced by the replay that was due', async () => {
      const unlucky = { module: 'Contacts', id: firstCrm.unlucky };

      await crm.untilTrue(unlucky);

      expect(await crm.document(unlucky)).toBeDefined();
      expect(await crm.deadLetters.get(unlucky)).toBeUndefined();
    });

    it('documents get the facts that earlier builds did not keep, by themselves', async () => {
      await eventually(async () => {
        for (const module of usualModules) {
          expect(await crm.memory.facts?.unknownIn(module)).toBe(0);
        }
      });
    });

    it('a comparison brings memory to the CRM, and the next one finds nothing', async () => {
      await compareAll();
      await crm.expectMemoryTrue();

      expect(await compareAll()).toEqual(usualModules.map(() => 0));
    });

    it('a change arrives as ever', async () => {
      crm.simulator.updateRecord('Accounts', firstCrm.changed, { Industry: 'Bakery' });

      await crm.untilSays(account(firstCrm.changed), 'Bakery');
    });
  });

  describe('in payload mode', () => {
    let service: ServiceUnderTest;

    beforeAll(async () => {
      service = await startService({
        REDIS_URL: redis.url,
        REDIS_PREFIX: 'payload',
        MEMORY_PATH: await firstMemory('payload-memory'),
        WEBHOOK_SECRET: firstCrm.secret,
        WEBHOOK_DEBOUNCE: '0',
      });
    });

    afterAll(async () => {
      await service.stop();
    });

    it('the change that waited is merged into what was known', async () => {
      const memory = service.app.get(MemorySink, { strict: false });

      await eventually(async () => {
        const body = (await memory.get('Contacts/c1'))?.body;
        expect(body).toContain('Chief of everything');
        expect(body).toContain('amara@acme.example');
      });
    });

    it('documents get their facts from what deliveries told', async () => {
      const { facts } = service.app.get(MemorySink, { strict: false });

      await eventually(async () => {
        expect(await facts?.unknownIn('Accounts')).toBe(0);
      });
    });
  });
});
