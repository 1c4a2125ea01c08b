import { afterEach, describe, expect, it } from '@jest/globals';

import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { CreditBudget } from '../src/reconciliation/sweep/credit-budget.js';
import { Sweeps } from '../src/reconciliation/sweep/sweeps.js';
import { ref, SyncedCrm } from './support/synced-crm.js';

const silently = { silent: true };

describe('the API credits of sweeps', () => {
  let crm: SyncedCrm;

  afterEach(async () => {
    await crm.close();
  });

  const start = async (budget: string): Promise<void> => {
    crm = await SyncedCrm.start({ SYNC_CREDIT_BUDGET: budget }, { company: 'empty' });
  };
  const contacts = (count: number): void => {
    for (let index = 0; index < count; index += 1) {
      crm.simulator.createRecord('Contacts', { Last_Name: `Contact ${index}` }, silently);
    }
  };
  const compare = (): ReturnType<Comparisons['one']> =>
    crm.service.app.get(Comparisons, { strict: false }).one('Contacts');

  it('that are spent for the day end them, say so, and leave live changes alone', async () => {
    await start('30');
    contacts(450);

    const report = await compare();

    expect(report).toMatchObject({ status: 'failed' });
    expect(report.reason).toContain('SYNC_CREDIT_BUDGET');
    const budget = crm.service.app.get(CreditBudget, { strict: false });
    expect(await budget.spentToday()).toBeLessThanOrEqual(30);
    const live = crm.simulator.createRecord('Accounts', { Account_Name: 'Live Ltd' });
    await crm.untilTrue(ref('Accounts', live));
    // What fits into the rest of the budget was done: three pages, and 200 of the records.
    await crm.untilQuiet();
    expect(await crm.memory.count()).toBe(201);
  });

  it('may be without a limit', async () => {
    await start('0');
    contacts(450);

    expect(await compare()).toMatchObject({ status: 'compared', compared: { queued: 450 } });
    await crm.untilQuiet();
    expect(await crm.memory.count()).toBe(450);
  });

  it('are left to live changes once few remain', async () => {
    await start('0');
    const sweeps = crm.service.app.get(Sweeps, { strict: false });
    // Others use the organisation's credits, too: what remains is less than sweeps may touch.
    crm.simulator.faults.add({
      match: { path: '/crm/v8/Contacts?fields' },
      times: 1,
      status: 304,
      headers: { 'X-API-CREDITS-REMAINING': '800' },
    });

    const first = await sweeps.run(['Contacts']);
    const next = await sweeps.run(['Deals']);

    expect([...first, ...next].map(({ status }) => status)).toEqual(['failed', 'failed']);
    expect(next[0]?.reason).toContain('800 API credits are left');
    const live = crm.simulator.createRecord('Accounts', { Account_Name: 'Live Ltd' });
    await crm.untilTrue(ref('Accounts', live));
  });
});
