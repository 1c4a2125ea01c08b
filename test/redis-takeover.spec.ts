import { afterEach, describe, expect } from '@jest/globals';

import { eventually } from './support/eventually.js';
import { itNeedsRedis } from './support/needs-redis.js';
import { type ReplicatedRedis, startCluster, startSentinels } from './support/redis-replicated.js';
import { type TestRedis } from './support/redis-server.js';
import { SyncedCrm } from './support/synced-crm.js';

const losses: readonly (readonly [string, (master: TestRedis) => void])[] = [
  [
    'is killed',
    (master) => {
      master.kill();
    },
  ],
  [
    'hangs for good',
    (master) => {
      master.pause();
    },
  ],
];

describe.each([
  ['Sentinels', startSentinels],
  ['a cluster', () => startCluster('takeover')],
] as const)('with %s', (_setUp, start) => {
  let redis: ReplicatedRedis | undefined;
  let crm: SyncedCrm | undefined;

  afterEach(async () => {
    await crm?.close();
    await redis?.stop();
  });

  for (const [loss, lose] of losses) {
    itNeedsRedis(`deliveries flow again where the master ${loss}, and memory is true`, async () => {
      const replicated = await start();
      redis = replicated;
      const running = await SyncedCrm.start(replicated.variables, {
        company: 'empty',
        accessTokenLifetimeSeconds: 1e9,
      });
      crm = running;
      const { simulator, service } = running;
      const contact = crm.created('Contacts', { Last_Name: 'Before' });
      await running.untilTrue(contact);

      lose(replicated.master);
      await eventually(async () => {
        const body = { operation: 'update', module: 'Contacts', data: [{ id: contact.id }] };
        expect((await service.deliver(body)).status).toBe(503);
      });
      simulator.updateRecord('Contacts', contact.id, { Last_Name: 'Meanwhile' }, { silent: true });

      await eventually(async () => {
        const body = { operation: 'update', module: 'Contacts', data: [{ id: contact.id }] };
        expect((await service.deliver(body)).status).toBe(200);
      });
      await eventually(async () => {
        expect(await running.body(contact)).toContain('Meanwhile');
      });
      await running.untilQuiet();
      expect(await running.deadLetters.count()).toBe(0);
    });
  }
});
