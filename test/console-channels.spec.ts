import { afterAll, beforeAll, describe, expect } from '@jest/globals';

import { ChannelRegister } from '../src/registration/channel-register.js';
import { ConsoleStage, itInBrowser, readToken } from './support/console-stage.js';
import { SyncedCrm } from './support/synced-crm.js';

describe('the page of channels', () => {
  let crm: SyncedCrm;
  let stage: ConsoleStage;

  beforeAll(async () => {
    crm = await SyncedCrm.start();
    stage = await ConsoleStage.beside(crm);
  });

  afterAll(async () => {
    await stage.close();
    await crm.close();
  });

  const dealsChannel = () =>
    crm.simulator.channels().find(({ events }) => events.some((each) => each.startsWith('Deals.')));

  itInBrowser('makes what is missing once it has said what that is', async () => {
    const { page, problems } = await stage.loggedIn('#/channels');
    await page.getByRole('row', { name: /^Deals watched/ }).waitFor();
    crm.simulator.expireChannel(dealsChannel()?.id ?? '');

    await page.getByRole('button', { name: 'Register…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Register channels' });
    await dialog.getByText('1 channel would be made: Deals').waitFor();
    expect(dealsChannel()).toBeUndefined();
    await dialog.getByRole('button', { name: 'Register' }).click();
    await dialog.getByText('7 channels as they should be, 0 refused by Zoho.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();

    expect(dealsChannel()).toBeDefined();
    expect(problems).toEqual([]);
  });

  itInBrowser('shows what changes as it does, and what to do about it', async () => {
    const { page, problems } = await stage.loggedIn('#/channels');
    await page.getByRole('row', { name: /^Notes watched/ }).waitFor();

    const register = crm.service.app.get(ChannelRegister, { strict: false });
    await register.disable('Notes', Date.now());
    await page.getByRole('row', { name: /^Notes disabled/ }).waitFor();
    await page.getByText('zoho-sync webhooks enable').waitFor();
    await register.enable('Notes');
    await page.getByRole('row', { name: /^Notes watched/ }).waitFor();

    expect(problems).toEqual([]);
  });

  itInBrowser('lets who may only read look', async () => {
    const { page } = await stage.loggedIn('#/channels', { token: readToken });
    await page.getByRole('row', { name: /^Deals watched/ }).waitFor();

    expect(await page.getByRole('button').allTextContents()).toEqual(['Log out']);
  });
});
