import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { crmModuleOf } from '../src/crm/modules.js';
import { Tombstones } from '../src/ledger/tombstones.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { Verifications } from '../src/reconciliation/compare/verifications.js';
import { runCli } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { startRedis, type TestRedis } from './support/redis-server.js';
import { asOperator, type ServiceUnderTest, startService } from './support/running-service.js';
import { SyncedCrm, zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

/** Whose traces are looked for; long words that nothing else has. */
const canaries = ['Quuxwhistleton', 'Zwanzigpfeffer', 'plomboramigax', 'wrybillavocetta'];
const [lastName, firstName, mailbox, noteWord] = canaries as [string, string, string, string];

/** The files below the folders that hold a word, or its last nine letters: an index may share the beginning. */
async function filesWith(words: readonly string[], folders: readonly string[]): Promise<string[]> {
  const patterns = words.flatMap((word) => ['-e', word.slice(-9)]);
  return new Promise((resolve) => {
    execFile('grep', ['-r', '-a', '-l', '-i', ...patterns, ...folders], (_error, stdout) => {
      resolve(stdout.split('\n').filter((line) => line !== ''));
    });
  });
}

describe('a record that is erased', () => {
  let redis: TestRedis;
  let redisFolder: string;
  let crm: SyncedCrm;
  let environment: Record<string, string>;

  beforeAll(async () => {
    redisFolder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-erasure-'));
    redis = await startRedis(['--dir', redisFolder, '--appendonly', 'yes']);
    crm = await SyncedCrm.start({ REDIS_URL: redis.url, WEBHOOK_MAX_RETRIES: '1' });
    const { memory, redis: settings } = crm.service.settings;
    environment = testEnvironment({
      ...zohoEnvironment(crm.simulator),
      REDIS_URL: redis.url,
      MEMORY_PATH: memory.path,
      REDIS_PREFIX: settings.prefix,
    });
  });

  afterAll(async () => {
    await crm.close();
    await redis.stop();
    await rm(redisFolder, { recursive: true, force: true });
  });

  const tombstones = (): Tombstones => crm.service.app.get(Tombstones, { strict: false });
  const folders = (): readonly string[] => [crm.service.settings.memory.path, redisFolder];
  const erase = (record: SimRef, query = '') =>
    asOperator(crm.service.url).delete(`/records/${record.module}/${record.id}${query}`);
  const outcome = async (record: SimRef): Promise<string | undefined> =>
    (await crm.document(record)) === undefined ? 'nothing' : 'document';
  const change = (record: SimRef, fields: Readonly<Record<string, unknown>>): void => {
    crm.simulator.updateRecord(record.module, record.id, fields);
  };

  it('leaves none of its words in the files of memory and Redis', async () => {
    const account = crm.created('Accounts', { Account_Name: 'Acme' });
    const contact = crm.created('Contacts', {
      Last_Name: lastName,
      First_Name: firstName,
      Email: `${mailbox}@example.com`,
      Description: noteWord,
      Account_Name: { id: account.id, name: 'Acme' },
    });
    await crm.untilTrue(account, contact);
    await crm.untilSays(account, lastName);
    expect(await filesWith(canaries, folders())).not.toEqual([]);

    const answer = await erase(contact).expect(200);

    expect(answer.body).toMatchObject({
      key: `Contacts/${contact.id}`,
      erased: true,
      complete: true,
      until_changed: false,
      removed: { document: true, ledger: true, last_sync: true, payload: false },
      still_named_in: [],
    });
    expect(await crm.document(contact)).toBeUndefined();
    expect(await crm.body(account)).not.toContain(lastName);
    await eventually(async () => {
      expect(await filesWith(canaries, folders())).toEqual([]);
    });
  });

  it('comes back neither by a delivery, nor by a sweep, nor by a lost Redis; only by a person', async () => {
    const deal = crm.created('Deals', { Deal_Name: 'Kept out' });
    await crm.untilTrue(deal);
    await erase(deal).expect(200);

    change(deal, { Deal_Name: 'Kept out still' });
    await crm.untilQuiet();
    expect(await outcome(deal)).toBe('nothing');

    const { failFast, prefix } = crm.service.app.get(RedisConnections, { strict: false });
    await failFast.del(`${prefix}:erased:Deals`);
    change(deal, { Deal_Name: 'And still' });
    await crm.untilQuiet();
    expect(await outcome(deal)).toBe('nothing');
    expect(await tombstones().get({ module: 'Deals', id: deal.id })).toBeDefined();

    const verified = await crm.service.app
      .get(Verifications, { strict: false })
      .one(crmModuleOf('Deals'), 10);
    expect(verified.verified).toMatchObject({ differences: 0, survey: { erased: 1, inCrm: 0 } });

    const answer = await asOperator(crm.service.url)
      .post('/sync')
      .send({ kind: 'record', module: 'Deals', record_id: deal.id })
      .expect(202);
    expect(answer.body).toMatchObject({ was_erased: true });
    await crm.untilTrue(deal);
    change(deal, { Deal_Name: 'One like any other' });
    await crm.untilSays(deal, 'One like any other');
  });

  it('comes back by the next change where that was said', async () => {
    const task = crm.created('Tasks', { Subject: 'Until changed' });
    await crm.untilTrue(task);
    await crm.untilQuiet();
    await erase(task, '?until_changed=true').expect(200);
    await crm.untilQuiet();
    expect(await outcome(task)).toBe('nothing');

    // Zoho's times are whole seconds.
    await eventually(async () => {
      change(task, { Subject: 'Changed' });
      await crm.untilQuiet();
      expect(await outcome(task)).toBe('document');
    });
    expect(await tombstones().get({ module: 'Tasks', id: task.id })).toBeUndefined();
  });

  it('is erased by a command, which asks first, and says what still names it', async () => {
    const account = crm.created('Accounts', { Account_Name: 'Gone' });
    const deal = crm.created('Deals', {
      Deal_Name: 'Names it',
      Account_Name: { id: account.id, name: 'Gone' },
    });
    await crm.untilTrue(account, deal);

    expect(await runCli(['records', 'erase', 'Accounts', account.id], environment)).toMatchObject({
      code: 2,
    });
    const args = ['records', 'erase', 'Accounts', account.id, '--yes', '--json'];
    const { code, stdout } = await runCli(args, environment);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      complete: true,
      removed: { document: true },
      still_named_in: [`Deals/${deal.id}`],
    });
    expect(await crm.document(account)).toBeUndefined();
  });

  it('takes its dead letter with it', async () => {
    crm.simulator.faults.add({
      match: { path: '/crm/v8/Tasks' },
      status: 403,
      code: 'NO_PERMISSION',
    });
    const task = crm.created('Tasks', { Subject: 'Doomed' });
    await eventually(async () => {
      expect(await crm.deadLetters.get({ module: 'Tasks', id: task.id })).toBeDefined();
    });
    await crm.untilQuiet();

    const answer = await erase(task).expect(200);

    expect(answer.body).toMatchObject({
      complete: true,
      removed: { dead_letter: true, job: true },
    });
    expect(await crm.deadLetters.get({ module: 'Tasks', id: task.id })).toBeUndefined();
  });

  it.each(['/records/Leads/1', '/records/Deals/a%20b', '/records/Deals/1?yes=true'])(
    'must be named rightly: %s',
    async (path) => {
      await asOperator(crm.service.url).delete(path).expect(400);
    },
  );
});

describe('a record that is erased in payload mode', () => {
  let service: ServiceUnderTest;

  beforeAll(async () => {
    service = await startService({ WEBHOOK_DEBOUNCE: '0' });
  });

  afterAll(async () => {
    await service.stop();
  });

  it('is forgotten with what deliveries carried, and later ones are not kept', async () => {
    const redis = service.app.get(RedisConnections, { strict: false });
    const key = redis.key('payload', 'Contacts', 'p1');
    const send = (fields: object) =>
      service
        .deliver({ operation: 'update', module: 'Contacts', data: [{ id: 'p1', ...fields }] })
        .expect(200);
    await send({ Last_Name: lastName });
    await eventually(async () => {
      await service.get('/records/Contacts/p1').expect(({ body }) => {
        expect(body).toMatchObject({ in_memory: true });
      });
    });

    const answer = await asOperator(service.url).delete('/records/Contacts/p1').expect(200);
    await send({ Last_Name: lastName });

    expect(answer.body).toMatchObject({
      complete: true,
      removed: { payload: true, document: true },
    });
    expect(await redis.failFast.exists(key)).toBe(0);
    await eventually(async () => {
      await service.get('/records/Contacts/p1').expect(({ body: shown }) => {
        expect(shown).toMatchObject({ in_memory: false, pending: null });
      });
    });
  });
});
