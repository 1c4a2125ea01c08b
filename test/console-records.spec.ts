import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';

import { ConsoleStage, itInBrowser, readToken } from './support/console-stage.js';
import { ref, SyncedCrm } from './support/synced-crm.js';

describe('records in the console', () => {
  let crm: SyncedCrm;
  let stage: ConsoleStage;

  beforeAll(async () => {
    crm = await SyncedCrm.start();
    stage = await ConsoleStage.beside(crm);
  });

  afterEach(() => {
    crm.simulator.notifications.behave({});
  });

  afterAll(async () => {
    await stage.close();
    await crm.close();
  });

  const account = async (name: string): Promise<string> => {
    const record = crm.simulator.createRecord('Accounts', { Account_Name: name });
    await crm.untilTrue(ref('Accounts', record));
    // Nothing that is still under way may bring a later change along.
    await crm.untilQuiet();
    return record.id;
  };

  itInBrowser('are found by name and by id, and shown beside what the CRM has', async () => {
    const id = await account('Quokka Logistics');
    const { page, problems } = await stage.loggedIn('#/records');

    await page.getByLabel('Name or id').fill('quokka');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Quokka Logistics' }).waitFor();
    await page.getByLabel('Name or id').fill(id);
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('link', { name: 'Quokka Logistics' }).click();
    await page.getByText('Memory holds exactly what the CRM has.').waitFor();
    await page.getByText('Told by Zoho, and queued').waitFor();

    expect(await page.getByLabel('In memory').textContent()).toContain('Quokka Logistics');
    expect(problems).toEqual([]);
  });

  itInBrowser('that differ from the CRM are marked, and brought up to date', async () => {
    const id = await account('Old Name');
    crm.simulator.notifications.behave({ dropFraction: 1 });
    crm.simulator.updateRecord('Accounts', id, { Account_Name: 'New Name' });
    const { page } = await stage.loggedIn(`#/records/Accounts/${id}`);
    await page.getByText('Memory differs from what the CRM has').waitFor();
    const marked = page.locator('ins', { hasText: 'New Name' });
    expect(await marked.count()).toBeGreaterThan(0);

    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.getByText('It is queued').waitFor();
    await page.getByRole('heading', { name: 'New Name' }).waitFor();
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText('Memory holds exactly what the CRM has.').waitFor();
  });

  itInBrowser('are erased once their name is typed', async () => {
    const id = await account('Forget Me');
    const { page, problems } = await stage.loggedIn(`#/records/Accounts/${id}`);
    await page.getByRole('button', { name: 'Erase…' }).click();
    const dialog = page.getByRole('dialog', { name: `Erase Accounts/${id}` });
    const button = dialog.getByRole('button', { name: 'Erase' });

    await dialog.getByLabel('to confirm').fill(`Accounts/${id}0`);
    expect(await button.isDisabled()).toBe(true);
    await dialog.getByLabel('to confirm').fill(`Accounts/${id}`);
    await button.click();
    await dialog.getByText(`Accounts/${id} is erased`).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByText('not in memory', { exact: true }).waitFor();

    expect(await crm.document({ module: 'Accounts', id })).toBeUndefined();
    expect(problems).toEqual([]);
  });

  itInBrowser('are searched as an assistant searches, with score and age', async () => {
    await account('Wombat Burrows');
    const { page } = await stage.loggedIn('#/search', { token: readToken });
    await page.getByLabel('Words').fill('wombat');
    await page.getByLabel('Age').selectOption('Now, from the CRM');
    await page.getByRole('button', { name: 'Search' }).click();

    await page.getByText('The CRM was asked for 1 record, of which 0 had changed.').waitFor();
    const hit = page.getByRole('listitem').filter({ hasText: 'Wombat Burrows' });
    expect(await hit.textContent()).toMatch(/score [\d.]+/);
    await hit.getByRole('link').click();
    await page.getByText('Memory holds exactly what the CRM has.').waitFor();
    expect(await page.getByRole('button').allTextContents()).toEqual(['Log out', 'Look again']);
  });
});
