import { afterAll, beforeAll, describe, expect } from '@jest/globals';

import { Redis } from 'ioredis';

import { RedisConnections } from '../src/redis/redis-connections.js';
import { eventually } from './support/eventually.js';
import { itNeedsRedis } from './support/needs-redis.js';
import { startRedis, type TestRedis } from './support/redis-server.js';
import { type Relay, startRelay } from './support/relay.js';
import { SyncedCrm } from './support/synced-crm.js';

describe('a replica that takes over', () => {
  let master: TestRedis;
  let replica: TestRedis;
  let relay: Relay;
  let crm: SyncedCrm;
  let link: Redis;

  beforeAll(async () => {
    [master, replica] = await Promise.all([startRedis(), startRedis()]);
    relay = await startRelay(master.port);
    link = new Redis(replica.url);
  });

  afterAll(async () => {
    link.disconnect();
    await crm.close();
    await relay.close();
    await Promise.all([master.stop(), replica.stop()]);
  });

  itNeedsRedis(
    'without the last deliveries that were acknowledged loses none of their changes',
    async () => {
      await link.replicaof('127.0.0.1', master.port);
      crm = await SyncedCrm.start(
        {
          REDIS_URL: `redis://127.0.0.1:${relay.port}`,
          SYNC_MODIFIED_EVERY: 'off',
          SYNC_FULL_AT: 'off',
          ZOHO_TIMEOUT: '2',
        },
        { company: 'empty', accessTokenLifetimeSeconds: 1e9 },
      );
      const { simulator } = crm;
      const contact = crm.created('Contacts', { Last_Name: 'Kept' });
      await crm.untilTrue(contact);
      await crm.untilQuiet();
      const { patient } = crm.service.app.get(RedisConnections, { strict: false });
      await eventually(async () => {
        expect(await patient.wait(1, 1000)).toBe(1);
      });

      // From here the replica gets nothing: the delivery is acknowledged, and the replica never hears of it.
      await link.replicaof('NO', 'ONE');
      simulator.faults.add({ match: { path: /Contacts.*\d{15}/ }, delayMs: 60_000 });
      simulator.updateRecord('Contacts', contact.id, { Last_Name: 'Nearly lost' });
      await simulator.notifications.idle();
      relay.carryTo(replica.port);
      master.kill();
      simulator.faults.clear();

      await eventually(async () => {
        expect(await crm.body(contact)).toContain('Nearly lost');
      });
    },
  );
});
