import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { Settings } from '../src/config/settings.js';
import { usualModules } from '../src/crm/modules.js';
import { refFromKey } from '../src/crm/record-ref.js';
import { Comparisons, inOrder } from '../src/reconciliation/compare/comparisons.js';
import { everything, nothing } from '../src/reconciliation/compare/survey/depth.js';
import { type Untruth } from '../src/reconciliation/compare/truth.js';
import { Verifications } from '../src/reconciliation/compare/verifications.js';
import { SweepQueue } from '../src/reconciliation/sweep/sweep-queue.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { type Damage, damages, type Place } from './support/damages.js';
import { itNeedsRedis } from './support/needs-redis.js';
import { SyncedCrm } from './support/synced-crm.js';

const seeds = Number(process.env['DAMAGE_SEEDS'] ?? '10');
const firstSeed = Number(process.env['DAMAGE_FIRST_SEED'] ?? '1');
const modules = inOrder(usualModules);

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('damage to memory, ledger and relations', () => {
  let crm: SyncedCrm;

  const fromApp = <T>(token: new (...parameters: never[]) => T): T =>
    crm.service.app.get<T>(token, { strict: false });

  beforeAll(async () => {
    crm = await SyncedCrm.start(
      { SYNC_MODIFIED_EVERY: 'off', SYNC_FULL_AT: 'off' },
      { company: 4 },
    );
    await repaired();
    expect(await untruths()).toEqual([]);
  });

  afterAll(async () => {
    await crm.expectMemoryTrue();
    await crm.close();
  });

  async function untruths(): Promise<readonly Untruth[]> {
    const found: Untruth[] = [];
    for (const module of modules) {
      const depth = { isRead: everything, isProbed: everything };
      const { status, verified } = await fromApp(Verifications).one(module, 0, { depth });
      expect([module, status]).toEqual([module, 'verified']);
      found.push(...(verified?.shown ?? []));
    }
    return found;
  }

  async function repaired(): Promise<void> {
    for (const module of modules) {
      const depth = { isRead: nothing, isProbed: everything };
      const report = await fromApp(Comparisons).one(module, { depth });
      expect(report).toMatchObject({ module, status: 'compared' });
      await crm.untilQuiet();
    }
  }

  function place(random: () => number): Place {
    return {
      redis: fromApp(RedisConnections),
      file: join(fromApp(Settings).memory.path, 'memory-2.db'),
      random,
      sync: async (key) => {
        const ref = refFromKey(key)!;
        await fromApp(SweepQueue).put([{ module: ref.module, id: ref.id }]);
      },
    };
  }

  async function expectSeenAndMended(done: readonly Damage[], random: () => number): Promise<void> {
    for (const damage of done) {
      await damage(place(random));
      await crm.untilQuiet();
    }
    expect((await untruths()).length).toBeGreaterThan(0);
    await repaired();
    expect(await untruths()).toEqual([]);
  }

  it.each(Object.keys(damages))('%s: is seen, and mended', async (name) => {
    await expectSeenAndMended([damages[name]!], randomFrom(7));
  });

  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    itNeedsRedis(`several at once, seed ${seed}: are seen, and mended`, async () => {
      const random = randomFrom(seed);
      const all = Object.values(damages);
      const some = Array.from({ length: 2 + Math.floor(random() * 2) }, () => {
        return all[Math.floor(random() * all.length)]!;
      });
      await expectSeenAndMended(some, random);
    });
  }
});
