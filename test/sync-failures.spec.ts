import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';

import { type Fault } from '../simulator/http/faults.js';
import { type SimRef } from '../simulator/records/sim-record.js';
import { requestToken } from '../simulator/zoho-caller.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { crmModuleOf } from '../src/crm/modules.js';
import { MemorySink } from '../src/memory/memory-sink.js';
import { DeadLetterStore } from '../src/queue/dead-letters/dead-letter-store.js';
import { type DeadLetter } from '../src/queue/dead-letters/dead-letter.js';
import { RecordQueues } from '../src/queue/record-queues.js';
import { eventually } from './support/eventually.js';
import { type ServiceUnderTest, startService } from './support/running-service.js';
import { SyncedCrm, zohoEnvironment } from './support/synced-crm.js';

function letterOf(crm: SyncedCrm, { module, id }: SimRef): Promise<DeadLetter | undefined> {
  return crm.deadLetters.get({ module: crmModuleOf(module), id });
}

async function untilDeadLetter(crm: SyncedCrm, record: SimRef): Promise<DeadLetter> {
  return eventually(async () => {
    const letter = await letterOf(crm, record);
    if (letter === undefined) throw new Error(`No dead letter for ${record.id}`);
    return letter;
  });
}

describe('with three attempts, a record whose fetch fails', () => {
  let crm: SyncedCrm;

  beforeAll(async () => {
    // No time between attempts: records that failed together are tried again together.
    crm = await SyncedCrm.start({
      WEBHOOK_MAX_RETRIES: '3',
      WEBHOOK_RETRY_DELAY_BASE: '0',
      WEBHOOK_NUM_WORKERS: '1',
      ZOHO_TIMEOUT: '0.5',
    });
  });

  afterEach(() => {
    crm.simulator.faults.clear();
    crm.simulator.setLatency(0);
  });

  afterAll(async () => {
    await crm.close();
  });

  const contact = (name: string): SimRef => crm.created('Contacts', { Last_Name: name });
  const fail = (fault: Fault): (() => void) =>
    crm.simulator.faults.add({ match: { path: '/crm/v8/Contacts' }, ...fault });

  it.each<[string, Fault]>([
    ['with HTTP 500', { status: 500, code: 'INTERNAL_ERROR' }],
    ["with a proxy's page", { html: true }],
    ["with a proxy's page and status 200", { html: true, status: 200 }],
    ["with a proxy's page and status 403", { html: true, status: 403 }],
    ['by a dropped connection', { dropConnection: true }],
    ['by no answer within ZOHO_TIMEOUT', { hang: true }],
    ['with JSON that is no list of records', { status: 200, body: { hello: 'world' } }],
  ])('%s twice is in memory all the same', async (_how, fault) => {
    fail({ ...fault, times: 2 });

    const record = contact('Patience');

    await crm.untilTrue(record);
    expect(await letterOf(crm, record)).toBeUndefined();
  });

  it('as everything of its module does waits for it to end, and its attempts are left', async () => {
    crm.simulator.resetRequests();
    const heal = fail({ status: 500, code: 'INTERNAL_ERROR' });
    const records = [contact('One of them'), contact('Another')];
    await eventually(() => {
      expect(crm.fetches('/Contacts')).toBeGreaterThan(8);
    });

    const queues = crm.service.app.get(RecordQueues, { strict: false });
    const jobs = await Promise.all(
      records.map(({ id }) => queues.pending({ module: 'Contacts', id })),
    );
    expect(jobs.map((job) => job?.attempts)).toEqual([0, 0]);
    expect(await crm.deadLetters.count()).toBe(0);
    heal();
    await crm.untilTrue(...records);
    expect(await crm.deadLetters.count()).toBe(0);
  });

  it('every time is a dead letter after WEBHOOK_MAX_RETRIES, until a later success', async () => {
    const record = contact('Unlucky');
    const heal = fail({
      match: { path: new RegExp(record.id) },
      status: 500,
      code: 'INTERNAL_ERROR',
    });

    const letter = await untilDeadLetter(crm, record);

    expect(letter).toMatchObject({ code: 'zoho.unavailable', attempts: 3 });
    expect(letter.message).toContain('HTTP 500');
    expect(await crm.document(record)).toBeUndefined();
    heal();
    crm.simulator.updateRecord('Contacts', record.id, { Title: 'Lucky after all' });
    await crm.untilSays(record, 'Lucky after all');
    await crm.untilQuiet();
    expect(await letterOf(crm, record)).toBeUndefined();
  });

  it('every time fails alone: those that were fetched with it are in memory', async () => {
    // With one lane that is busy, what waits for it travels together.
    crm.simulator.setLatency(50);
    const records = crm.simulator.inOneNotification(() =>
      Array.from({ length: 10 }, (_each, index) => contact(`Neighbour ${index}`)),
    );
    const bad = records[7]!;
    // Wherever this id is in a call, alone or among others.
    fail({ match: { path: new RegExp(bad.id) }, status: 500 });

    const letter = await untilDeadLetter(crm, bad);

    expect(letter).toMatchObject({ code: 'zoho.unavailable', attempts: 3 });
    await crm.untilQuiet();
    expect(await crm.deadLetters.list(10)).toEqual([letter]);
    await crm.untilTrue(...records.filter((record) => record !== bad));
    crm.simulator.faults.clear();
    crm.simulator.updateRecord('Contacts', bad.id, { Title: 'Cured' });
    await crm.untilSays(bad, 'Cured');
  });

  it('as INVALID_DATA is a dead letter at once, and again the only one', async () => {
    const records = crm.simulator.inOneNotification(() =>
      Array.from({ length: 10 }, (_each, index) => contact(`Valid ${index}`)),
    );
    const bad = records[7]!;
    fail({ match: { path: new RegExp(bad.id) }, status: 400, code: 'INVALID_DATA' });

    const letter = await untilDeadLetter(crm, bad);

    expect(letter).toMatchObject({ code: 'zoho.refused', attempts: 1 });
    expect(letter.message).toContain('INVALID_DATA');
    await crm.untilQuiet();
    expect(await crm.deadLetters.list(10)).toEqual([letter]);
    await crm.untilTrue(...records.filter((record) => record !== bad));
  });

  it('for a revoked access token is fetched with a new one, asked for once for all', async () => {
    crm.simulator.resetRequests();
    crm.simulator.revokeTokens();

    const records = Array.from({ length: 25 }, (_each, index) => contact(`Revoked ${index}`));

    await crm.untilTrue(...records);
    const tokenRequests = crm.simulator.requests.filter(({ path }) => path === '/oauth/v2/token');
    expect(tokenRequests).toHaveLength(1);
  });

  it('by a slow Zoho is in memory once Zoho is fast again', async () => {
    crm.simulator.setLatency(700);
    const record = contact('Slow');
    await eventually(() => {
      expect(crm.fetches(record.id)).toBeGreaterThan(0);
    });

    crm.simulator.setLatency(0);

    await crm.untilTrue(record);
  });
});

describe('with a single attempt, a record', () => {
  let crm: SyncedCrm;

  beforeAll(async () => {
    crm = await SyncedCrm.start({ WEBHOOK_MAX_RETRIES: '1' });
  });

  afterEach(() => {
    crm.simulator.faults.clear();
  });

  afterAll(async () => {
    await crm.close();
  });

  it.each<[string, Fault]>([
    ['Zoho limits the calls', { status: 429, code: 'TOO_MANY_REQUESTS' }],
    ['Zoho asks for a pause', { status: 503, code: 'TEMPORARILY_UNAVAILABLE' }],
  ])('waits as long as Retry-After says when %s, and its attempt is left', async (_when, fault) => {
    crm.simulator.resetRequests();
    const match = { path: '/crm/v8/Deals' };
    crm.simulator.faults.add({ ...fault, match, times: 2, headers: { 'Retry-After': '1' } });

    const record = crm.created('Deals', { Deal_Name: 'Paused' });

    await crm.untilTrue(record);
    expect(await letterOf(crm, record)).toBeUndefined();
    const [first, second, third, ...more] = crm.simulator.requests
      .filter(({ path }) => path === '/crm/v8/Deals')
      .map(({ at }) => at);
    expect(more).toEqual([]);
    expect(second! - first!).toBeGreaterThanOrEqual(990);
    expect(third! - second!).toBeGreaterThanOrEqual(990);
  });

  it('waits a moment for a limit that names no time, and its attempt is left', async () => {
    const match = { path: '/crm/v8/Deals' };
    crm.simulator.faults.add({ match, times: 3, status: 429, code: 'TOO_MANY_REQUESTS' });

    const record = crm.created('Deals', { Deal_Name: 'Crowded' });

    await crm.untilTrue(record);
    expect(await letterOf(crm, record)).toBeUndefined();
  });

  it('waits in the queue, which is paused for long, while the API credits are used up', async () => {
    crm.simulator.setLimits({ creditsLimit: 0 });
    const { id } = crm.simulator.createRecord('Tasks', { Subject: 'Broke' });

    const queue = crm.service.app.get(RecordQueues, { strict: false }).of('Tasks');
    await eventually(async () => {
      expect(await queue.getRateLimitTtl()).toBeGreaterThan(10 * 60_000);
    });
    crm.simulator.setLimits({ creditsLimit: 5_000_000 });
    const [job] = await queue.getJobs(['prioritized', 'waiting', 'delayed', 'active']);
    expect(job?.data).toMatchObject({ id });
    expect(job?.attemptsMade).toBe(0);
    expect(await crm.deadLetters.count()).toBe(0);
  });
});

describe('while the grant is revoked', () => {
  let simulator: ZohoSimulator;
  let service: ServiceUnderTest;
  const prefix = `test-grant-${process.pid}`;
  const settings = { REDIS_PREFIX: prefix, WEBHOOK_MAX_RETRIES: '1', WEBHOOK_DEBOUNCE: '0' };

  beforeAll(async () => {
    simulator = await ZohoSimulator.start({ company: 'empty' });
    service = await startService({ ...zohoEnvironment(simulator), ...settings });
  });

  afterAll(async () => {
    await service.stop();
    await simulator.close();
  });

  it('records wait, and memory is true once there is a new grant', async () => {
    simulator.revokeGrants();
    const ids = Array.from(
      { length: 5 },
      (_each, index) => simulator.createRecord('Accounts', { Account_Name: `Waiting ${index}` }).id,
    );
    const data = ids.map((id) => ({ id }));
    await service.deliver({ operation: 'create', module: 'Accounts', data }).expect(200);
    const queue = service.app.get(RecordQueues, { strict: false }).of('Accounts');
    await eventually(async () => {
      expect(await queue.getRateLimitTtl()).toBeGreaterThan(0);
      expect(await queue.getJobCountByTypes('prioritized', 'waiting', 'delayed')).toBe(5);
    });
    expect(await service.app.get(DeadLetterStore, { strict: false }).count()).toBe(0);
    await service.stop();

    // What a person does: a new grant, and a restart. The pause that is left is cut short here.
    const redeemed = await requestToken(simulator, {
      grant_type: 'authorization_code',
      refresh_token: null,
      code: simulator.grantCode(),
    });
    const refreshToken = (redeemed.json as { refresh_token: string }).refresh_token;
    const redis = new Redis(process.env['TEST_REDIS_URL'] ?? '');
    await redis.del(`${prefix}:accounts:limiter`);
    await redis.quit();
    service = await startService({
      ...zohoEnvironment(simulator),
      ...settings,
      ZOHO_REFRESH_TOKEN: refreshToken,
    });
    await service.app.get(RecordQueues, { strict: false }).of('Accounts').promoteJobs();

    const memory = service.app.get(MemorySink, { strict: false });
    await eventually(async () => {
      for (const id of ids) {
        expect((await memory.get(`Accounts/${id}`))?.body).toContain('Waiting');
      }
    });
  });
});
