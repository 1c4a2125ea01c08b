import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { everyScope, metadataScopes } from '../simulator/scopes.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { usualModules } from '../src/crm/modules.js';
import { FormerModules } from '../src/former/former-modules.js';
import { GapStore } from '../src/gaps/gap-store.js';
import { AppError, retryNever } from '../src/kernel/app-error.js';
import { RecordQueues } from '../src/queue/record-queues.js';
import { SweepStore } from '../src/reconciliation/sweep/sweep-store.js';
import { type Ended, runCli } from './support/child-process.js';
import { asOperator, type ServiceUnderTest, startService } from './support/running-service.js';
import { SyncedCrm, zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

const withVehicles = [...usualModules, 'Vehicles'].join(',');

// A module that was in ZOHO_MODULES once: documents, jobs and dead letters of it are there still.
describe('a module taken out of ZOHO_MODULES', () => {
  let crm: SyncedCrm;
  let folder: string;
  let modules: Record<string, string> = {};
  let kept: Record<string, string>;
  let acme: SimRef;
  let van: SimRef;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoho-sync-former-'));
    const simulator = await ZohoSimulator.start({
      company: 'empty',
      scopes: [...everyScope, ...metadataScopes],
    });
    const { REDIS_PREFIX = '' } = testEnvironment();
    // One document an hour is read anew because the modules have changed: the others are left to what is tried here.
    kept = { REDIS_PREFIX, MEMORY_PATH: folder, SYNC_RENDER_PER_HOUR: '1' };
    const before = await SyncedCrm.over(simulator, { ...kept, ZOHO_MODULES: withVehicles });
    acme = before.created('Accounts', { Account_Name: 'Acme' });
    van = before.created('Vehicles', { Name: 'Van 7', Account: lookup(acme) });
    await before.untilTrue(van);
    await before.untilSays(acme, 'Van 7');
    await before.untilQuiet();
    await before.deadLetters.add({ module: 'Vehicles', id: '41' }, refused(), 1);
    await before.deadLetters.add({ module: 'Deals', id: '42' }, refused(), 1);
    await waits(before.service, '43');
    expect(watched(before)).toContain('Vehicles');
    const inBefore = <T>(token: new (...parameters: never[]) => T): T =>
      before.service.app.get(token, { strict: false });
    await inBefore(GapStore).note({ api: 'Vehicles', fromMs: 1, toMs: 2, reason: 'downtime' });
    const counts = { modified: 0, deleted: 0 };
    const status = { status: 'failed', reason: 'nobody knows', atMs: Date.now() } as const;
    await inBefore(SweepStore).noteLast({ api: 'Vehicles', ...status, ...counts });
    await before.service.stop();
    crm = await SyncedCrm.over(simulator, kept);
  });

  afterAll(async () => {
    await crm.close();
    await rm(folder, { recursive: true, force: true });
  });

  const restart = async (settings: Record<string, string>): Promise<void> => {
    modules = settings;
    await crm.service.stop();
    crm = await SyncedCrm.over(crm.simulator, { ...kept, ...settings });
  };
  const watched = ({ simulator }: SyncedCrm): readonly (string | undefined)[] =>
    simulator.channels().map(({ events }) => events[0]?.split('.')[0]);
  const former = (): FormerModules => crm.service.app.get(FormerModules, { strict: false });
  const lookup = ({ id }: SimRef): object => ({ id, name: null });
  const refused = (): AppError =>
    new AppError('zoho.refused', 'Zoho refused it', { retry: retryNever });
  const waits = (service: ServiceUnderTest, id: string): Promise<void> =>
    service.app
      .get(RecordQueues, { strict: false })
      .pass([{ ref: { module: 'Vehicles', id }, importance: 'live', delayMs: 3_600_000 }]);
  const run = (...args: readonly string[]): Promise<Ended> =>
    runCli(args, testEnvironment({ ...kept, ...modules, ...zohoEnvironment(crm.simulator) }));
  const json = async (...args: readonly string[]): Promise<unknown> =>
    JSON.parse((await run(...args, '--json')).stdout);

  it('is told in status and doctor, with what is left of it', async () => {
    const text = (await run('status')).stdout;
    const answer = await crm.service.get('/memory/status').expect(200);
    const { findings } = (await json('doctor')) as { findings: readonly object[] };

    expect(text).toMatch(
      /^Synced once +Vehicles is not in ZOHO_MODULES: 1 document, 1 job and 1 dead letter left; put it back, or `.* sync full --module Vehicles --yes` removes it/m,
    );
    expect(await json('status')).toMatchObject({
      waiting: 0,
      former_modules: [
        { module: 'Vehicles', jobs: 1, dead_letters: 1, known: 1, documents: 1, synced_by: [] },
      ],
    });
    expect(answer.body).toMatchObject({
      former_modules: [{ module: 'Vehicles', jobs: 1, documents: 1 }],
    });
    expect(findings).toContainEqual(
      expect.objectContaining({
        subject: 'Module Vehicles',
        status: 'warning',
        message: expect.stringContaining('1 document, 1 job and 1 dead letter are left'),
      }),
    );
  });

  it('has no channel, and nothing of it is a gap or a failed sweep', async () => {
    const metrics = await (await fetch(`${crm.service.url}/metrics`)).text();

    expect(watched(crm)).not.toContain('Vehicles');
    expect((await run('status')).stdout).not.toContain('nobody knows');
    expect(await json('status')).toMatchObject({ sweeps: [] });
    expect(metrics).toContain('zoho_sync_gaps_open_count{module="Deals"}');
    expect(metrics).not.toContain('module="Vehicles",outcome="failed"');
    expect(await crm.service.app.get(GapStore, { strict: false }).open()).not.toContainEqual(
      expect.objectContaining({ api: 'Vehicles' }),
    );
  });

  it('has its dead letters shown as such', async () => {
    const { stdout } = await run('dead-letters', 'list');
    const one = await run('dead-letters', 'show', 'Vehicles', '41');
    const answer = await asOperator(crm.service.url).get('/dead-letters').expect(200);

    expect(stdout).toMatch(/^Vehicles\/41 \(former\) +zoho\.refused/m);
    expect(stdout).toMatch(/^Deals\/42 +zoho\.refused/m);
    expect(stdout).toMatch(/Vehicles is not in ZOHO_MODULES any more: `.* --module Vehicles`/);
    expect(one.stdout).toContain('Next try      none: Vehicles is not in ZOHO_MODULES any more');
    expect(answer.body).toMatchObject({
      dead_letters: expect.arrayContaining([
        expect.objectContaining({ record_id: '41', former: true }),
        expect.objectContaining({ record_id: '42', former: false }),
      ]),
    });
  });

  it('is left alone where a process of other settings still syncs it', async () => {
    const other = await startService({
      ...kept,
      ...zohoEnvironment(crm.simulator),
      ROLE: 'web',
      ZOHO_MODULES: withVehicles,
    });
    try {
      const status = (await run('status')).stdout;
      const discarded = await json('dead-letters', 'discard', '--module', 'Vehicles', '--dry-run');

      expect(status).toMatch(/Vehicles .* which web \S+:\d+ still syncs: give all processes/);
      expect(discarded).toEqual({ matched: 1, discarded: 0 });
      expect(await former().of('Vehicles')).toBeUndefined();
    } finally {
      await other.stop();
    }
  });

  it('has its jobs discarded with its dead letters, and those of others stay', async () => {
    const unsaid = await run('dead-letters', 'discard', '--module', 'Vehicles');
    const discarded = await run('dead-letters', 'discard', '--module', 'Vehicles', '--yes');

    expect(unsaid).toMatchObject({ code: 2, stdout: '' });
    expect(unsaid.stderr).toContain('This forgets 1 dead letter and 1 job for good.');
    expect(discarded).toMatchObject({
      code: 0,
      stdout: '1 of 1 dead letter discarded, and 1 job.\n',
    });
    expect(await crm.deadLetters.count()).toBe(1);
    expect(await json('status')).toMatchObject({
      former_modules: [{ module: 'Vehicles', jobs: 0, dead_letters: 0, documents: 1 }],
    });
  });

  it('has its jobs discarded over HTTP too', async () => {
    await waits(crm.service, '44');

    await asOperator(crm.service.url)
      .delete('/dead-letters?module=Vehicles&dry_run=true')
      .expect(200, { matched: 0, discarded: 0 });
    await asOperator(crm.service.url)
      .delete('/dead-letters?module=Vehicles')
      .expect(200, { matched: 0, discarded: 0, jobs_discarded: 1 });

    const [left] = await former().find();
    expect(left).toMatchObject({ module: 'Vehicles', jobs: 0 });
  });

  it('is named in no document of others any more', async () => {
    const { code, stderr } = await run('sync', 'full');

    expect(code).toBe(0);
    expect(stderr).toContain(
      'Vehicles is not in ZOHO_MODULES any more: 1 document will be removed. Add --yes to do it.',
    );
    await crm.untilQuiet();
    expect(await crm.body(acme)).not.toContain('Van 7');
    expect(await crm.document(van)).toBeDefined();
  });

  it('goes on where it is put back, and what changed meanwhile is brought in', async () => {
    crm.simulator.updateRecord('Vehicles', van.id, { Status: 'Sold' }, { silent: true });
    await restart({ ZOHO_MODULES: withVehicles });

    expect(watched(crm)).toContain('Vehicles');
    await crm.untilSays(van, 'Status: Sold');

    const bus = crm.created('Vehicles', { Name: 'Bus 1', Account: lookup(acme) });
    await crm.untilTrue(bus);
    await crm.untilSays(acme, 'Van 7', 'Bus 1');
    expect(await former().find()).toEqual([]);
  });

  it('is removed by a full comparison that a person agreed to, and what named it is written anew', async () => {
    const note = crm.created('Notes', {
      Note_Content: 'New tyres',
      Parent_Id: { ...lookup(van), module: { api_name: 'Vehicles' } },
      $se_module: 'Vehicles',
    });
    await crm.untilSays(note, 'New tyres', 'Van 7');
    await restart({});
    await crm.deadLetters.add({ module: 'Vehicles', id: '41' }, refused(), 1);
    await waits(crm.service, '43');

    const dry = await run('sync', 'full', '--module', 'vehicles', '--dry-run');
    const unsaid = await run('sync', 'full', '--module', 'Vehicles');
    const removed = await run('sync', 'full', '--module', 'Vehicles', '--yes');

    expect(dry.stdout).toMatch(/^Vehicles +- +2 +- +- +not in ZOHO_MODULES, left as it is$/m);
    expect(unsaid).toMatchObject({ code: 2, stdout: '' });
    expect(removed).toMatchObject({ code: 0 });
    expect(removed.stderr).toContain(
      'Vehicles is not in ZOHO_MODULES any more: 2 documents, 1 job and 1 dead letter will be removed.',
    );
    expect(removed.stdout).toMatch(/^Vehicles +- +2 +- +[12] +removed$/m);
    expect(await crm.document(van)).toBeUndefined();
    expect(await former().find()).toEqual([]);
    await crm.untilQuiet();
    for (const each of [acme, note]) {
      expect(await crm.body(each)).toBe(await crm.expectedBody(each));
      expect(await crm.body(each)).not.toContain('Vehicles/');
    }
  });

  it('comes back whole where it is put back after that', async () => {
    await restart({ ZOHO_MODULES: withVehicles });

    expect((await run('sync', 'full')).code).toBe(0);
    await crm.expectMemoryTrue();
    expect(await crm.body(acme)).toContain('Van 7');
  });
});
