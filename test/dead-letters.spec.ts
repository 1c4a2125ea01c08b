import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response, type Test } from 'supertest';

import { type SimRef } from '../simulator/records/sim-record.js';
import { AppError, retryNever } from '../src/kernel/app-error.js';
import {
  DeadLetterReplay,
  type ReplayOutcome,
} from '../src/queue/dead-letters/dead-letter-replay.js';
import { runCli } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { itNeedsRedis } from './support/needs-redis.js';
import { asOperator } from './support/running-service.js';
import { SyncedCrm, zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

const stepWithinMs = 20_000;

describe('dead letters', () => {
  let crm: SyncedCrm;
  let heal: () => void;
  let environment: Record<string, string>;

  beforeAll(async () => {
    crm = await SyncedCrm.start({ WEBHOOK_MAX_RETRIES: '1', ZOHO_TIMEOUT: '2' });
    const { memory, redis } = crm.service.settings;
    environment = testEnvironment({
      ...zohoEnvironment(crm.simulator),
      MEMORY_PATH: memory.path,
      REDIS_PREFIX: redis.prefix,
    });
  });

  afterEach(async () => {
    crm.simulator.faults.clear();
    await crm.deadLetters.discard(await crm.deadLetters.matching());
  });

  afterAll(async () => {
    await crm.close();
  });

  /** Records whose sync fails until `heal` is called. */
  const failed = async (count: number): Promise<readonly SimRef[]> => {
    heal = crm.simulator.faults.add({ match: { path: /Contacts.*\d{15}/ }, status: 500 });
    const records = crm.simulator.inOneNotification(() =>
      Array.from({ length: count }, (_each, index) =>
        crm.created('Contacts', { Last_Name: `Late ${index}` }),
      ),
    );
    await eventually(async () => {
      expect(await crm.deadLetters.count()).toBe(count);
    });
    await crm.untilQuiet();
    return records;
  };
  const post = (body: object): Test =>
    asOperator(crm.service.url).post('/dead-letters/replay').send(body);
  const replays = (): DeadLetterReplay => crm.service.app.get(DeadLetterReplay, { strict: false });
  const run = (...args: readonly string[]): ReturnType<typeof runCli> =>
    runCli(['dead-letters', ...args], environment);

  it('are listed by error and singly, with what led to them', async () => {
    const [record] = await failed(3);

    const answer = await asOperator(crm.service.url).get('/dead-letters?module=Contacts&limit=2');

    expect(answer.body).toMatchObject({
      matched: 3,
      groups: [{ code: 'zoho.unavailable', count: 3, modules: ['Contacts'] }],
    });
    const { dead_letters: letters } = answer.body as { dead_letters: readonly object[] };
    expect(letters).toHaveLength(2);
    expect(letters[0]).toMatchObject({ module: 'Contacts', attempts: 1, causes: [] });
    await asOperator(crm.service.url)
      .get(`/dead-letters?record_id=${record!.id}`)
      .expect(({ body }) => {
        expect(body).toMatchObject({ matched: 1, dead_letters: [{ record_id: record!.id }] });
      });
    await asOperator(crm.service.url).get('/dead-letters?module=Deals').expect(200, {
      matched: 0,
      groups: [],
      dead_letters: [],
    });
  });

  it('are replayed over HTTP once their cause is gone, and are resolved by it', async () => {
    const records = await failed(7);
    await post({ all: true, dry_run: true })
      .expect(200)
      .expect(expectCounts({ matched: 7, replayed: 0 }));
    heal();

    await post({ module: 'Contacts', limit: 2 })
      .expect(200)
      .expect(expectCounts({ matched: 7, replayed: 2, recovered: 2, stopped: null }));
    await post({ record_id: records[0]!.id }).expect(200);
    await post({}).expect(400);
    await post({ all: true }).expect(200);

    expect(await crm.deadLetters.count()).toBe(0);
    await crm.untilTrue(...records);
  });

  it('are replayed in growing steps', async () => {
    await failed(21);
    heal();
    const steps: ReplayOutcome[] = [];

    const outcome = await replays().replay(
      {},
      { stepWithinMs, onStep: (step) => void steps.push(step) },
    );

    expect(steps.map(({ replayed }) => replayed)).toEqual([5, 20, 21]);
    expect(outcome).toEqual({
      matched: 21,
      replayed: 21,
      recovered: 21,
      failedAgain: 0,
      stopped: undefined,
    });
  });

  it('are left alone by a replay after a first step that fails again', async () => {
    await failed(9);

    const outcome = await replays().replay({}, { stepWithinMs });

    expect(outcome).toMatchObject({ replayed: 5, failedAgain: 5, stopped: 'failing_again' });
    expect(await crm.deadLetters.count()).toBe(9);
  });

  it('tell when they failed first and when last', async () => {
    const [record] = await failed(1);
    const before = await crm.deadLetters.get({ module: 'Contacts', id: record!.id });

    await replays().replay({}, { stepWithinMs });

    const after = await crm.deadLetters.get({ module: 'Contacts', id: record!.id });
    expect(after!.firstFailedAtMs).toBe(before!.firstFailedAtMs);
    expect(after!.failedAtMs).toBeGreaterThan(before!.failedAtMs);
  });

  it('whose records go nowhere end a replay, and stay', async () => {
    await failed(6);
    heal();
    crm.simulator.faults.add({ match: { path: /Contacts.*\d{15}/ }, hang: true });

    const outcome = await replays().replay({}, { stepWithinMs: 200 });

    expect(outcome).toMatchObject({ replayed: 5, recovered: 0, stopped: 'no_result' });
    expect(await crm.deadLetters.count()).toBe(6);
    await crm.untilQuiet();
  });

  it('are discarded by filter, and refused a filter that is misspelled', async () => {
    await failed(3);
    const operator = asOperator(crm.service.url);

    await operator.delete('/dead-letters').send({ modul: 'Deals' }).expect(400);
    await operator.delete('/dead-letters?module=Deals').expect(200, body(0, 0));
    await operator.delete('/dead-letters?all=true&dry_run=true').expect(200, body(3, 0));
    await operator.delete('/dead-letters').send({ all: true, limit: 1 }).expect(200, body(3, 1));
    await operator.delete('/dead-letters?module=Contacts').send({}).expect(400);
    await operator.delete('/dead-letters').expect(400);
    await operator.delete('/dead-letters').send({ all: true }).expect(200, body(2, 2));

    expect(await crm.deadLetters.count()).toBe(0);
  });

  it('are shown, replayed and discarded by commands', async () => {
    const [record, hopeless] = await failed(2);
    const [list, shown, unknown, dry, refused] = await Promise.all([
      run('list'),
      run('show', 'Contacts', record!.id),
      run('show', 'Contacts', '42'),
      run('replay', '--dry-run', '--json'),
      run('discard'),
    ]);

    expect(list.stdout).toMatch(/^2 +zoho\.unavailable /m);
    expect(list.stdout).toContain(`Contacts/${record!.id}`);
    expect(shown.stdout).toContain('HTTP 500');
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(JSON.parse(dry.stdout)).toMatchObject({ matched: 2, replayed: 0 });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(await crm.deadLetters.count()).toBe(2);

    expect(await run('replay', '--id', record!.id)).toMatchObject({ code: 1 });
    // Before the cause is gone: what an outage left is replayed by itself then.
    expect((await run('discard', '--id', hopeless!.id, '--yes')).stdout).toContain(
      '1 of 1 dead letter discarded',
    );
    heal();
    const replayed = await run('replay', '--id', record!.id);
    expect(replayed).toMatchObject({ code: 0, stderr: '' });
    expect(replayed.stdout).toContain('1 of 1 replayed: 1 recovered');
    expect((await run('list')).stdout).toContain('no dead letters');
  });

  itNeedsRedis('by the thousand are read whole, and one error is one line', async () => {
    const error = (id: number): AppError =>
      new AppError('zoho.refused', `Zoho refused Deals/${id}`, { retry: retryNever });
    const ids = Array.from({ length: 2500 }, (_each, index) => 7_000_000 + index);
    await Promise.all(
      ids.map((id) => crm.deadLetters.add({ module: 'Deals', id: String(id) }, error(id), 1)),
    );

    const answer = await asOperator(crm.service.url).get('/dead-letters?limit=1').expect(200);

    expect(answer.body).toMatchObject({
      matched: 2500,
      groups: [{ code: 'zoho.refused', error: 'Zoho refused Deals', count: 2500 }],
    });
  });
});

function expectCounts(counts: object): (response: Response) => void {
  return ({ body: answer }) => {
    expect(answer).toMatchObject(counts);
  };
}

function body(matched: number, discarded: number): object {
  return { matched, discarded };
}
