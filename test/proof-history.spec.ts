import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { usualModules } from '../src/crm/modules.js';
import { ProvenTimes } from '../src/ledger/proven-times.js';
import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { ProofHistory } from '../src/reconciliation/compare/proof-history.js';
import { Verifications } from '../src/reconciliation/compare/verifications.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { SyncedCrm } from './support/synced-crm.js';
import { testToken } from './support/test-settings.js';

interface Answer {
  readonly true_since: string | null;
  readonly modules: readonly { readonly module: string; readonly true_since: string | null }[];
  readonly proofs: readonly { readonly at: string; readonly mended: number }[];
}

describe('the history of proofs', () => {
  let crm: SyncedCrm;

  beforeAll(async () => {
    crm = await SyncedCrm.start({}, { company: 2 });
  });

  afterAll(async () => {
    await crm.close();
  });

  const service = <T>(type: abstract new (...args: never[]) => T): T =>
    crm.service.app.get(type, { strict: false });
  const told = async (query = ''): Promise<Answer> => {
    const answer = await request(crm.service.url)
      .get(`/sync/proofs${query}`)
      .set('authorization', `Bearer ${testToken}`)
      .expect(200);
    return answer.body as Answer;
  };
  const since = async (module: string): Promise<string | null | undefined> =>
    (await told()).modules.find((each) => each.module === module)?.true_since;
  const compare = async (): Promise<void> => {
    for (const module of usualModules) await service(Comparisons).one(module);
    await crm.untilQuiet();
  };

  it('is empty before anything was proven', async () => {
    expect(await told()).toMatchObject({ true_since: null, proofs: [] });
  });

  it('does not call memory true for having been mended', async () => {
    await compare();

    const { true_since, proofs } = await told('?module=Accounts');
    expect(true_since).toBeNull();
    expect(proofs).toMatchObject([
      { scope: 'comparison', equal: false, differences: 2, mended: 2 },
    ]);
  });

  it('counts from the first proof that found no difference, and shows it as a metric', async () => {
    await compare();
    const [first] = (await told('?module=Accounts&limit=1')).proofs;

    const again = await service(Verifications).one('Accounts', 5);

    expect(again.verified?.differences).toBe(0);
    expect(await since('Accounts')).toBe(first?.at);
    expect((await told()).true_since).not.toBeNull();
    const metrics = await (await fetch(`${crm.service.url}/metrics`)).text();
    expect(metrics).toMatch(/zoho_sync_true_since_timestamp_seconds\{module="Accounts"\} \d{10}/);
  });

  it('ends with a difference, of that module alone', async () => {
    const [account] = crm.simulator.records('Accounts');
    await crm.memory.remove([{ key: `Accounts/${account!.id}`, knownRef: undefined }]);

    await service(Verifications).one('Accounts', 0);

    expect(await since('Accounts')).toBeNull();
    expect(await since('Contacts')).not.toBeNull();
    expect((await told()).true_since).toBeNull();
    const metrics = await (await fetch(`${crm.service.url}/metrics`)).text();
    expect(metrics).not.toContain('zoho_sync_true_since_timestamp_seconds{module="Accounts"}');
  });

  it('keeps no proof for longer than 90 days', async () => {
    const { patient, key } = {
      patient: service(RedisConnections).patient,
      key: service(RedisConnections).key('proofs', 'history', 'Deals'),
    };
    const old = { atMs: 1, scope: 'comparison', equal: true, differences: 0, mended: 0 };
    await patient.zadd(key, 1, JSON.stringify(old));
    const found = { inCrm: 1, inMemory: 1, differences: 0, mended: 0, sampled: undefined };

    await service(ProofHistory).note('Deals', { scope: 'verification', equal: true, ...found });

    expect(await patient.zcount(key, 0, 1)).toBe(0);
    expect(await patient.zcard(key)).toBeGreaterThan(0);
  });

  it('proves nothing of a memory that was lost', async () => {
    expect(await since('Contacts')).not.toBeNull();

    await service(ProvenTimes).forget();

    expect(await since('Contacts')).toBeNull();
  });

  it('refuses what it does not know', async () => {
    const answer = request(crm.service.url)
      .get('/sync/proofs?module=Nonsense!&limit=0')
      .set('authorization', `Bearer ${testToken}`);
    await answer.expect(400);
  });
});
