import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, open, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type SimRef } from '../simulator/records/sim-record.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { type RecordKey } from '../src/crm/record-ref.js';
import { GapStore } from '../src/gaps/gap-store.js';
import { memoryFileName } from '../src/memory/local/local-schema.js';
import { MemorySink } from '../src/memory/memory-sink.js';
import { MemoryLoss } from '../src/reconciliation/gaps/memory-loss.js';
import { eventually } from './support/eventually.js';
import { asOperator, type ServiceUnderTest, startService } from './support/running-service.js';
import { keyOf, SyncedCrm } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

const folders: string[] = [];

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'zoho-sync-identity-'));
  folders.push(made);
  return made;
}

afterAll(async () => {
  for (const each of folders) await rm(each, { recursive: true, force: true });
});

const memoryOf = (service: ServiceUnderTest): MemorySink =>
  service.app.get(MemorySink, { strict: false });

describe('another memory in the place of the one that the ledger describes', () => {
  it('is filled by a comparison of every module, and the trouble is over then', async () => {
    const { REDIS_PREFIX } = testEnvironment();
    const simulator = await ZohoSimulator.start({ company: 3 });
    const crm = await SyncedCrm.over(simulator, { REDIS_PREFIX });
    await asOperator(crm.service.url).post('/sync').send({ kind: 'full' }).expect(202);
    await eventually(async () => {
      expect(await crm.memory.count()).toBe(simulator.refs().length);
    });
    await crm.untilQuiet();
    await crm.service.stop();

    const successor = await SyncedCrm.over(simulator, { REDIS_PREFIX });
    await eventually(async () => {
      expect(await successor.memory.count()).toBe(simulator.refs().length);
      const gaps = successor.service.app.get(GapStore, { strict: false });
      expect(await gaps.open()).toEqual([]);
    });
    await successor.expectMemoryTrue();
    await successor.close();
  });
});

describe('a worker with another memory than its living fellow', () => {
  let crm: SyncedCrm;
  let stranger: ServiceUnderTest;

  beforeAll(async () => {
    const { REDIS_PREFIX } = testEnvironment();
    const simulator = await ZohoSimulator.start({ company: 'empty' });
    crm = await SyncedCrm.over(simulator, { REDIS_PREFIX });
    stranger = await startService({ REDIS_PREFIX, ROLE: 'worker' });
  });

  afterAll(async () => {
    await stranger.stop();
    await crm.close();
  });

  it('is not ready, says why, and writes nothing', async () => {
    await eventually(async () => {
      const { text } = await stranger.get('/health/ready').expect(503);
      expect(text).toContain('another memory than the workers that are running');
    });

    const accounts = Array.from({ length: 20 }, (_each, index) =>
      crm.created('Accounts', { Account_Name: `Acme ${index}` }),
    );

    await crm.untilTrue(...accounts);
    expect(await memoryOf(stranger).count()).toBe(0);
  });
});

describe('a worker whose memory takes no writes', () => {
  it('takes no jobs: its fellow does them', async () => {
    const { REDIS_PREFIX } = testEnvironment();
    const simulator = await ZohoSimulator.start({ company: 'empty' });
    const crm = await SyncedCrm.over(simulator, { REDIS_PREFIX });
    const noFolder = join(await folder(), 'a-file');
    await writeFile(noFolder, '');
    const broken = await startService({ REDIS_PREFIX, ROLE: 'worker', MEMORY_PATH: noFolder });
    await eventually(() => broken.get('/health/ready').expect(503));

    const accounts = Array.from({ length: 20 }, (_each, index) =>
      crm.created('Accounts', { Account_Name: `Acme ${index}` }),
    );
    await crm.untilTrue(...accounts);

    await broken.stop();
    await crm.close();
  });
});

describe('records that memory lost', () => {
  let crm: SyncedCrm;
  let accounts: readonly SimRef[];

  beforeEach(async () => {
    crm = await SyncedCrm.start();
    accounts = ['Acme', 'Brook'].map((name) => crm.created('Accounts', { Account_Name: name }));
    await crm.untilTrue(...accounts);
    await crm.untilQuiet();
    await crm.memory.remove(accounts.map((each) => ({ key: keyOf(each), knownRef: undefined })));
  });

  afterEach(async () => {
    await crm.close();
  });

  it('are there again once a person asks for them by name', async () => {
    for (const { module, id } of accounts) {
      const wanted = { kind: 'record', module, record_id: id };
      await asOperator(crm.service.url).post('/sync').send(wanted).expect(202);
    }

    await crm.untilTrue(...accounts);
  });

  it('are there again by themselves once that has lasted for a minute', async () => {
    const loss = crm.service.app.get(MemoryLoss, { strict: false });
    const { queue } = crm.service.settings;
    await loss.notice(queue, Date.now() - 61_000);
    await loss.notice(queue, Date.now());

    await eventually(async () => {
      expect(await crm.memory.count()).toBe(2);
    });
  });
});

describe.each([
  ['cut to half', (path: string) => truncate(path, 40_960)],
  ['overwritten at its beginning', (path: string) => overwrite(path, 0, 4096)],
  ['with a page of zeros', (path: string) => overwrite(path, 2 * 4096, 3 * 4096)],
])('a memory file %s', (_damage, damage) => {
  it('is set aside, and every record is written anew', async () => {
    const { REDIS_PREFIX } = testEnvironment();
    const MEMORY_PATH = await folder();
    const simulator = await ZohoSimulator.start({ company: 3 });
    const crm = await SyncedCrm.over(simulator, { REDIS_PREFIX, MEMORY_PATH });
    await asOperator(crm.service.url).post('/sync').send({ kind: 'full' }).expect(202);
    await eventually(async () => {
      expect(await crm.memory.count()).toBe(simulator.refs().length);
    });
    await crm.untilQuiet();
    await crm.service.stop();
    await damage(join(MEMORY_PATH, memoryFileName));

    const again = await SyncedCrm.over(simulator, { REDIS_PREFIX, MEMORY_PATH });
    await eventually(async () => {
      expect(await again.memory.count()).toBe(simulator.refs().length);
    });
    await again.expectMemoryTrue();
    const aside = (await readdir(MEMORY_PATH)).filter((name) => name.includes('.damaged-'));
    expect(aside).not.toEqual([]);
    await again.close();
  });
});

async function overwrite(path: string, from: number, to: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(to - from), 0, to - from, from);
  await file.close();
}

describe('in payload mode', () => {
  const services: ServiceUnderTest[] = [];

  afterEach(async () => {
    for (const each of services.splice(0)) await each.stop();
  });

  it('another memory is filled from what deliveries told', async () => {
    const { REDIS_PREFIX } = testEnvironment();
    const start = async (): Promise<ServiceUnderTest> => {
      const service = await startService({ REDIS_PREFIX, WEBHOOK_DEBOUNCE: '0' });
      services.push(service);
      return service;
    };
    const service = await start();
    const data = [
      { id: 'a1', Account_Name: 'Acme' },
      { id: 'a2', Account_Name: 'Brook' },
    ];
    await service.deliver({ operation: 'create', module: 'Accounts', data }).expect(200);
    const keys: readonly RecordKey[] = ['Accounts/a1', 'Accounts/a2'];
    const remembered = (by: ServiceUnderTest): Promise<void> =>
      eventually(async () => {
        for (const key of keys) expect(await memoryOf(by).get(key)).toBeDefined();
      });
    await remembered(service);
    await services.pop()?.stop();

    await remembered(await start());
  });
});
