import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type Fault } from '../simulator/http/faults.js';
import { type Fields, type SimRef } from '../simulator/records/sim-record.js';
import { SeededRandom } from '../simulator/seeded-random.js';
import { usualApis, type ApiModule } from '../src/crm/modules.js';
import { SyncedCrm } from './support/synced-crm.js';

const seed = 20_261;
const changes = 600;

/** What is changed of a record: the name by which documents of others call it. */
const changingField: Readonly<Record<ApiModule, string>> = {
  Accounts: 'Account_Name',
  Contacts: 'Last_Name',
  Deals: 'Deal_Name',
  Tasks: 'Subject',
  Notes: 'Note_Title',
  Events: 'Event_Title',
  Calls: 'Subject',
};

const faults: readonly Fault[] = [
  { times: 3, status: 500, code: 'INTERNAL_ERROR' },
  { times: 2, dropConnection: true },
  { times: 1, hang: true },
  { times: 2, status: 429, code: 'TOO_MANY_REQUESTS' },
  { times: 2, html: true },
];

describe('hundreds of changes of everything, told badly, with a Zoho that fails now and then', () => {
  let crm: SyncedCrm;
  const random = new SeededRandom(seed);

  beforeAll(async () => {
    crm = await SyncedCrm.start(
      { WEBHOOK_MAX_RETRIES: '10', WEBHOOK_RETRY_DELAY_BASE: '0.1', ZOHO_TIMEOUT: '2' },
      { company: 'empty', concurrencyLimit: 4, seed },
    );
    crm.simulator.notifications.behave({
      duplicateFraction: 0.2,
      reorderFraction: 0.3,
      jitterMs: 100,
      retries: 5,
    });
  });

  afterAll(async () => {
    await crm.close();
  });

  function someOf(module: ApiModule): Fields | null {
    const records = crm.simulator.records(module);
    return records.length === 0 ? null : { id: random.pick(records).id };
  }

  function parentOf(module: ApiModule): Fields {
    if (module === 'Accounts') return {};
    if (module === 'Contacts' || module === 'Deals') return { Account_Name: someOf('Accounts') };
    if (module === 'Notes') {
      return { Parent_Id: someOf(random.pick(['Accounts', 'Contacts', 'Deals', 'Tasks'])) };
    }
    return { What_Id: someOf(random.pick(['Accounts', 'Deals'])), Who_Id: someOf('Contacts') };
  }

  /** Creates, changes, moves, deletes or restores a record. */
  function changeSomething(bin: SimRef[], serial: number): void {
    const { simulator } = crm;
    const module = random.pick(usualApis);
    const records = simulator.records(module);
    const fields = { [changingField[module] ?? '']: `Change ${serial}` };
    const roll = random.integer(1, 100);
    const restored = bin.at(-1);
    if (records.length < 4 || roll <= 30) {
      simulator.createRecord(module, { Last_Name: 'Doe', ...fields, ...parentOf(module) });
    } else if (roll <= 75) {
      const moves = random.chance(0.3) ? parentOf(module) : {};
      simulator.updateRecord(module, random.pick(records).id, { ...fields, ...moves });
    } else if (roll <= 88 || restored === undefined) {
      const { id } = random.pick(records);
      simulator.deleteRecord(module, id);
      bin.push({ module, id });
    } else {
      simulator.restoreRecord(restored.module, restored.id);
      bin.pop();
    }
  }

  it('end with a memory that is true', async () => {
    const bin: SimRef[] = [];
    for (let serial = 1; serial <= changes; serial += 1) {
      changeSomething(bin, serial);
      if (serial % 20 === 0)
        crm.simulator.faults.add({ match: { path: '/crm/' }, ...random.pick(faults) });
      if (serial === changes / 2) crm.simulator.revokeTokens();
      await delay(random.integer(0, 8));
    }
    crm.simulator.faults.clear();

    await crm.untilQuiet();

    expect(await crm.deadLetters.list(10)).toEqual([]);
    for (const gone of bin) expect(await crm.document(gone)).toBeUndefined();
    // How the CRM goes on calling a record in the bin is its own affair: compared is what is all there.
    for (const { module, id } of bin) crm.simulator.restoreRecord(module, id);
    await crm.untilQuiet();
    await crm.expectMemoryTrue();
  });
});
