import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { freePort } from '../demo/embedded-redis.js';
import { type Fields, type SimRef } from '../simulator/records/sim-record.js';
import { SeededRandom } from '../simulator/seeded-random.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { usualApis, type ApiModule } from '../src/crm/modules.js';
import { runCli, startProcess, type TestProcess } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

const changes = 400;

const changingField: Readonly<Record<ApiModule, string>> = {
  Accounts: 'Account_Name',
  Contacts: 'Last_Name',
  Deals: 'Deal_Name',
  Tasks: 'Subject',
  Notes: 'Note_Title',
  Events: 'Event_Title',
  Calls: 'Subject',
};

describe('a third of all notifications lost, and every process killed now and then', () => {
  const random = new SeededRandom(4711);
  let folder: string;
  let simulator: ZohoSimulator;
  let environment: Record<string, string>;
  let ports: Readonly<Record<'web' | 'worker' | 'scheduler', string>>;
  const running = new Map<keyof typeof ports, TestProcess>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-sweeps-'));
    simulator = await ZohoSimulator.start({ company: 'empty' });
    const [web, worker, scheduler] = await Promise.all([freePort(), freePort(), freePort()]);
    ports = { web: String(web), worker: String(worker), scheduler: String(scheduler) };
    environment = testEnvironment({
      ...zohoEnvironment(simulator),
      MEMORY_PATH: folder,
      WEBHOOK_BASE_URL: `http://127.0.0.1:${web}`,
      WEBHOOK_DEBOUNCE: '0.1',
      WEBHOOK_RETRY_DELAY_BASE: '0.1',
      WEBHOOK_MAX_RETRIES: '10',
      PORT: undefined,
    });
    for (const role of ['web', 'worker', 'scheduler'] as const) await start(role);
    await Promise.all([...running.values()].map((each) => each.untilReady()));
    expect((await runCli(['webhooks', 'register'], environment)).code).toBe(0);
    simulator.notifications.behave({ dropFraction: 0.3, duplicateFraction: 0.1, jitterMs: 50 });
  });

  afterAll(async () => {
    await Promise.all([...running.values()].map((each) => each.stop()));
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(role: keyof typeof ports): Promise<void> {
    running.set(role, await startProcess({ ...environment, ROLE: role, PORT: ports[role] }));
  }

  async function killSomeProcess(): Promise<void> {
    const role = random.pick(['web', 'worker', 'scheduler'] as const);
    const killed = running.get(role);
    killed?.kill('SIGKILL');
    await killed?.ended;
    await start(role);
  }

  function parentOf(module: ApiModule): Fields {
    const someOf = (api: ApiModule): Fields | null => {
      const records = simulator.records(api);
      return records.length === 0 ? null : { id: random.pick(records).id };
    };
    if (module === 'Accounts') return {};
    if (module === 'Notes') return { Parent_Id: someOf(random.pick(['Accounts', 'Deals'])) };
    if (module === 'Contacts' || module === 'Deals') return { Account_Name: someOf('Accounts') };
    return { What_Id: someOf(random.pick(['Accounts', 'Deals'])) };
  }

  function changeSomething(bin: SimRef[], serial: number): void {
    const module = random.pick(usualApis);
    const records = simulator.records(module);
    const fields = { [changingField[module] ?? '']: `Change ${serial}` };
    const roll = random.integer(1, 100);
    const restored = bin.at(-1);
    if (records.length < 4 || roll <= 35) {
      simulator.createRecord(module, { Last_Name: 'Doe', ...fields, ...parentOf(module) });
    } else if (roll <= 75) {
      simulator.updateRecord(module, random.pick(records).id, fields);
    } else if (roll <= 85 || restored === undefined) {
      const { id } = random.pick(records);
      simulator.deleteRecord(module, id);
      bin.push({ module, id });
    } else if (roll <= 90) {
      simulator.deleteForever(module, random.pick(records).id);
    } else {
      simulator.restoreRecord(restored.module, restored.id);
      bin.pop();
    }
  }

  async function untilQuiet(): Promise<void> {
    await simulator.notifications.idle();
    await eventually(async () => {
      const { stdout } = await runCli(['status', '--json'], environment);
      const { modules } = JSON.parse(stdout) as { modules: Record<string, number>[] };
      for (const { waiting, delayed, active } of modules) {
        expect({ waiting, delayed, active }).toEqual({ waiting: 0, delayed: 0, active: 0 });
      }
    });
  }

  it('end, after one sweep, with a memory that is proven to equal the CRM', async () => {
    const bin: SimRef[] = [];
    for (let serial = 1; serial <= changes; serial += 1) {
      changeSomething(bin, serial);
      if (serial % 80 === 0 && serial < changes) await killSomeProcess();
      await delay(random.integer(0, 10));
    }
    await Promise.all([...running.values()].map((each) => each.untilReady()));

    const swept = await runCli(['sync', 'modified'], environment);
    expect(swept).toMatchObject({ code: 0 });
    await untilQuiet();

    const verified = await runCli(['sync', 'verify', '--sample', '1000'], environment);
    expect(verified.stdout).not.toContain('differ');
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(simulator.notifications.deliveries().some(({ outcome }) => outcome === 'dropped')).toBe(
      true,
    );
  });
});
