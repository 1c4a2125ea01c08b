import { once } from 'node:events';

import { afterAll, beforeAll, describe, expect } from '@jest/globals';

import { ModuleLocks } from '../src/reconciliation/module-locks.js';
import { ConsoleStage, itInBrowser, readToken } from './support/console-stage.js';
import { SyncedCrm } from './support/synced-crm.js';

describe('the page of sweeps and proof', () => {
  let crm: SyncedCrm;
  let stage: ConsoleStage;

  beforeAll(async () => {
    crm = await SyncedCrm.start({}, { company: 3 });
    stage = await ConsoleStage.beside(crm);
  });

  afterAll(async () => {
    await stage.close();
    await crm.close();
  });

  itInBrowser('starts a comparison once it has said what it costs, and shows its end', async () => {
    const { page, problems } = await stage.loggedIn('#/proof');
    await page.getByText('Not every module is proved equal to the CRM.').waitFor();
    const history = page.getByRole('region', { name: 'Proofs' });

    await page.getByRole('button', { name: 'Start…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Start a sweep or a comparison' });
    await dialog.getByLabel('What').selectOption('full');
    await dialog.getByLabel('Module').selectOption('Contacts');
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await dialog.getByText('API credit').waitFor();
    expect(await history.count()).toBe(0);
    await dialog.getByRole('button', { name: 'Compare' }).click();
    await dialog.getByText('It has begun.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();

    await history.getByRole('row', { name: /^Contacts .* comparison/ }).waitFor();
    expect(problems).toEqual([]);
  });

  itInBrowser('shows how far a comparison is, and that it has ended, as it happens', async () => {
    const { page, problems } = await stage.loggedIn('#/proof', { token: readToken });
    const gate = new AbortController();
    await page.getByText('Nothing.', { exact: true }).waitFor();

    const work = crm.service.app
      .get(ModuleLocks, { strict: false })
      .alone('comparison:Deals', (tell) => {
        tell({ phase: 'queueing', done: 250, of: 1000 });
        return once(gate.signal, 'abort');
      });
    await page.getByText('250 of 1,000 records').waitFor();
    const bar = page.getByRole('progressbar', { name: 'Progress of Deals' });
    expect(await bar.getAttribute('value')).toBe('250');
    gate.abort();
    await work;

    await page.getByText('Nothing.', { exact: true }).waitFor();
    expect(await page.getByRole('button').allTextContents()).toEqual(['Log out']);
    expect(problems).toEqual([]);
  });
});
