import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { Verifications } from '../src/reconciliation/compare/verifications.js';
import { OldRenderings } from '../src/reconciliation/rendering/old-renderings.js';
import { Rerendering } from '../src/reconciliation/rendering/rerendering.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { type ServiceUnderTest, startService } from './support/running-service.js';
import { SyncedCrm, zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

/** Deals that were written before their field Region was asked for; half of them have one. */
describe('documents that other fields made', () => {
  let crm: SyncedCrm;
  let worker: ServiceUnderTest;
  let deals: readonly SimRef[];

  beforeEach(async () => {
    const shared = { REDIS_PREFIX: testEnvironment()['REDIS_PREFIX'] };
    const simulator = await ZohoSimulator.start({ company: 'empty' });
    const before = await SyncedCrm.over(simulator, shared);
    const { path: MEMORY_PATH } = before.service.settings.memory;
    deals = Array.from({ length: 6 }, (_each, at) =>
      before.created('Deals', {
        Deal_Name: `Deal ${at}`,
        ...(at % 2 === 0 ? { Next_Step_Region: 'North' } : {}),
      }),
    );
    await before.untilTrue(...deals);
    await before.untilQuiet();
    await before.service.app.close();
    const now = {
      ...shared,
      MEMORY_PATH,
      ZOHO_FIELDS_DEALS: 'Next_Step_Region',
      SYNC_RENDER_PER_HOUR: '4',
    };
    // Without a scheduler nothing is repaired but what is asked for here.
    crm = await SyncedCrm.over(simulator, { ...now, ROLE: 'web' });
    worker = await startService({ ...zohoEnvironment(simulator), ...now, ROLE: 'worker' });
  });

  afterEach(async () => {
    await worker.stop();
    await crm.close();
  });

  const withRegion = async (): Promise<number> => {
    const bodies = await Promise.all(deals.map((deal) => crm.body(deal)));
    return bodies.filter((body) => body.includes('North')).length;
  };
  const oldOnes = (): Promise<number> =>
    crm.service.app.get(OldRenderings, { strict: false }).count(['Deals']);
  const rerendering = (): Rerendering => crm.service.app.get(Rerendering, { strict: false });
  const forgetHour = async (): Promise<void> => {
    const redis = crm.service.app.get(RedisConnections, { strict: false });
    const keys = await redis.patient.keys(`${redis.key('renderings')}:*`);
    await redis.patient.del(...keys);
  };
  const comparisons = (): Comparisons => crm.service.app.get(Comparisons, { strict: false });
  const verified = async () => {
    const verifications = crm.service.app.get(Verifications, { strict: false });
    const { verified: found } = await verifications.one('Deals', 50);
    return { differences: found?.differences, oldRenderings: found?.oldRenderings };
  };

  it('are no differences, and follow, some every hour', async () => {
    expect(await verified()).toEqual({ differences: 0, oldRenderings: 3 });
    expect(await oldOnes()).toBe(6);

    expect(await rerendering().run()).toEqual({ queued: 4 });
    await crm.untilQuiet();
    expect(await oldOnes()).toBe(2);
    expect(await rerendering().run()).toBeUndefined();
    await forgetHour();
    expect(await rerendering().run()).toEqual({ queued: 2 });
    await crm.untilQuiet();

    expect(await withRegion()).toBe(3);
    expect(await verified()).toEqual({ differences: 0, oldRenderings: 0 });
    await forgetHour();
    expect(await rerendering().run()).toBeUndefined();
  });

  it('are left to that by the nightly comparison, and made anew at once by a person', async () => {
    const nightly = await comparisons().one('Deals');
    expect(nightly.compared).toMatchObject({ found: 0, oldRenderings: 3, queued: 0 });
    expect(await withRegion()).toBe(0);

    const asked = await comparisons().one('Deals', { rerender: true });
    expect(asked.compared).toMatchObject({ found: 0, oldRenderings: 3, queued: 3 });
    await crm.untilQuiet();
    expect(await withRegion()).toBe(3);
  });

  it('are repaired at night where memory does not have what was written', async () => {
    const [deal] = deals;
    const document = (await crm.document(deal!))!;
    await crm.memory.upsert([
      { document: { ...document, body: 'else', contentHash: 'else' }, knownRef: undefined },
    ]);

    const { compared } = await comparisons().one('Deals');
    await crm.untilQuiet();

    expect(compared).toMatchObject({ found: 1, oldRenderings: 2, queued: 1 });
    await crm.untilTrue(deal!);
  });
});
