import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Test } from 'supertest';

import { RecordProgress } from '../src/queue/progress/record-progress.js';
import { Sweeps } from '../src/reconciliation/sweep/sweeps.js';
import { eventually } from './support/eventually.js';
import { asOperator } from './support/running-service.js';
import { ref, SyncedCrm } from './support/synced-crm.js';

const silently = { silent: true };

describe('how far memory is behind', () => {
  let crm: SyncedCrm;
  let progress: RecordProgress;

  beforeAll(async () => {
    crm = await SyncedCrm.start({ WEBHOOK_MAX_RETRIES: '1', ZOHO_TIMEOUT: '1' });
    progress = crm.service.app.get(RecordProgress, { strict: false });
  });

  afterEach(() => {
    crm.simulator.faults.clear();
    crm.simulator.setLatency(0);
  });

  afterAll(async () => {
    await crm.close();
  });

  const metric = async (): Promise<number> => {
    const { text } = await crm.service.get('/metrics').expect(200);
    return Number(/zoho_sync_lag_seconds\{module="Accounts"\} (\S+)/.exec(text)?.[1]);
  };
  /** A delivery says that the record changed then. */
  const told = (id: string, agoMs: number): Promise<unknown> => {
    const ids = [id];
    const body = { module: 'Accounts', operation: 'insert', ids, server_time: Date.now() - agoMs };
    return crm.service.deliver(body).expect(200);
  };

  it('is the age of the oldest change that is not written, by the time it was made', async () => {
    const { id } = crm.simulator.createRecord('Accounts', { Account_Name: 'Late Ltd' }, silently);
    crm.simulator.setLatency(800);
    await told(id, 60_000);

    expect(await progress.lagMs('Accounts')).toBeGreaterThanOrEqual(60_000);
    // Whoever asked within the last moment is answered with what was seen then.
    await eventually(async () => {
      expect(await metric()).toBeGreaterThanOrEqual(60);
    });
    const shown = await crm.service.get(`/records/Accounts/${id}`).expect(200);
    const { behind_since: behindSince } = shown.body as { behind_since: string };
    expect(Date.now() - Date.parse(behindSince)).toBeGreaterThanOrEqual(60_000);

    await crm.untilTrue(ref('Accounts', { id }));
    await crm.untilQuiet();
    expect(await progress.lagMs('Accounts')).toBe(0);
    await eventually(async () => {
      expect(await metric()).toBe(0);
    });
  });

  it('counts also what nobody told of, once a sweep has found it', async () => {
    const { id } = crm.simulator.createRecord(
      'Accounts',
      { Account_Name: 'Found Ltd' },
      { ...silently, createdAtMs: Date.now() - 600_000 },
    );
    crm.simulator.faults.add({ match: { path: '/crm/v8/Accounts?ids=' }, times: 1, delayMs: 900 });

    await crm.service.app.get(Sweeps, { strict: false }).run(['Accounts']);

    expect(await progress.lagMs('Accounts')).toBeGreaterThanOrEqual(600_000);
    await crm.untilTrue(ref('Accounts', { id }));
    await crm.untilQuiet();
    expect(await progress.lagMs('Accounts')).toBe(0);
    // Nothing is kept of a run that no delivery asked for: a comparison has as many as there are records.
    const shown = await crm.service.get(`/records/Accounts/${id}`).expect(200);
    expect(shown.body).toMatchObject({ in_memory: true, received_at: null, synced_at: null });
  });

  it('leaves out a record that was given up', async () => {
    crm.simulator.faults.add({ match: { path: '/crm/' }, status: 403, code: 'NO_PERMISSION' });
    await told('4711', 60_000);
    await eventually(async () => {
      expect(await crm.deadLetters.get({ module: 'Accounts', id: '4711' })).toBeDefined();
    });
    await crm.untilQuiet();

    expect(await progress.lagMs('Accounts')).toBe(0);
  });

  it('is told of one record against what the CRM has now', async () => {
    const account = crm.simulator.createRecord('Accounts', { Account_Name: 'Asked about' });
    await crm.untilTrue(ref('Accounts', account));
    await crm.untilQuiet();
    const path = `/records/Accounts/${account.id}?live=true`;

    const equal = await crm.service.get(path).expect(200);
    crm.simulator.updateRecord('Accounts', account.id, { Account_Name: 'Told nobody' }, silently);
    const behind = await crm.service.get(path).expect(200);

    expect(equal.body).toMatchObject({
      answer: expect.stringMatching(/^Memory is true to the CRM: version .*, written \d+ s ago\.$/),
      live: { status: 'present', equal: true },
      outcome: 'written',
      received_at: expect.any(String),
      request_id: expect.any(String),
    });
    expect(behind.body).toMatchObject({
      answer: expect.stringContaining(`\`zoho-sync sync record Accounts ${account.id}\``),
      live: { status: 'present', equal: false },
    });
    await crm.service.get('/records/Accounts/1?live=perhaps').expect(400);
    const { text } = await crm.service.get('/metrics').expect(200);
    expect(text).toMatch(/zoho_sync_change_lag_seconds_count\{module="Accounts"\} [1-9]/);
  });

  it('is nothing for a record that is not known', async () => {
    const shown = await crm.service.get('/records/Deals/1').expect(200);

    expect(shown.body).toMatchObject({
      key: 'Deals/1',
      in_memory: false,
      behind_since: null,
      pending: null,
    });
    await crm.service.get('/records/Leads/1').expect(400);
  });

  it('ends where somebody asks for it: POST /sync', async () => {
    const account = crm.simulator.createRecord('Accounts', { Account_Name: 'Asked Ltd' }, silently);
    const deal = crm.simulator.createRecord('Deals', { Deal_Name: 'Asked deal' }, silently);
    const note = crm.simulator.createRecord('Notes', { Note_Title: 'Asked note' }, silently);
    const sync = (body: object): Test => asOperator(crm.service.url).post('/sync').send(body);

    await sync({ kind: 'record', module: 'Accounts', record_id: account.id }).expect(202);
    await sync({ kind: 'modified', module: 'Deals' }).expect(202);
    await sync({ kind: 'full', module: 'Notes' }).expect(202);
    await sync({ kind: 'nonsense' }).expect(400);

    await crm.untilTrue(ref('Accounts', account), ref('Deals', deal), ref('Notes', note));
  });
});
