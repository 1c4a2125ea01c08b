import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { loginLink } from '../src/access/login-link.js';
import { Secret } from '../src/kernel/secret.js';
import { ConsoleStage, itInBrowser, readToken } from './support/console-stage.js';
import { ref, SyncedCrm } from './support/synced-crm.js';
import { testToken } from './support/test-settings.js';

describe('the console', () => {
  let crm: SyncedCrm;
  let stage: ConsoleStage;

  beforeAll(async () => {
    crm = await SyncedCrm.start({ WEBHOOK_MAX_RETRIES: '1' });
    stage = await ConsoleStage.beside(crm);
  });

  afterAll(async () => {
    await stage.close();
    await crm.close();
  });

  itInBrowser('is where the front door leads, and asks who is there', async () => {
    const { page, problems } = await stage.open();

    await page.getByLabel('Token').fill('this-is-not-the-token-that-was-set-here');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').getByText('This is not the token.').waitFor();
    await page.getByLabel('Token').fill(testToken);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();

    expect(new URL(page.url()).pathname).toBe('/console');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    expect(JSON.stringify(cookie)).not.toContain(testToken);
    expect(problems).toEqual([]);

    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Token').waitFor();
    expect(await page.context().cookies()).toEqual([]);
  });

  itInBrowser('lets in by a link, once', async () => {
    const link = loginLink(stage.web.url, new Secret(testToken), Date.now());
    const first = await stage.open();
    await first.page.goto(link);
    await first.page.getByRole('heading', { name: 'Overview' }).waitFor();

    expect(first.page.url()).not.toContain('login');

    const { page } = await stage.open();
    await page.goto(link);
    await page.getByRole('alert').getByText('This link was used already').waitFor();
    await page.getByLabel('Token').waitFor();
  });

  itInBrowser('shows a change as it comes in, and nothing of it as HTML', async () => {
    const { page, problems, hosts } = await stage.loggedIn();
    const name = '<img src=x onerror="document.title=1"> & Sons';
    const documents = async (): Promise<number> => (await crm.memory.count()) + 1;
    const expected = await documents();

    const account = crm.simulator.createRecord('Accounts', { Account_Name: name });
    await crm.untilTrue(ref('Accounts', account));
    await page.getByText(`${expected} document`, { exact: false }).first().waitFor();

    expect(problems).toEqual([]);
    expect([...hosts]).toEqual([new URL(stage.web.url).host]);
  });

  itInBrowser('shows what is delivered as it comes in, and why some of it is refused', async () => {
    const { page, problems } = await stage.loggedIn('#/deliveries');
    await page.getByText('Since the installation began').waitFor();

    const account = crm.simulator.createRecord('Accounts', { Account_Name: 'Told at once' });
    await page.getByRole('link', { name: account.id }).waitFor();
    await fetch(`${stage.web.url}/webhooks/zoho`, { method: 'POST', body: '{}' });
    await page.getByRole('link', { name: 'Refused' }).click();
    await page.getByText('Not authentic', { exact: true }).waitFor();

    expect(await page.getByRole('link', { name: account.id }).count()).toBe(0);
    expect(problems).toEqual([]);
  });

  itInBrowser('tries dead letters again once it has said how many', async () => {
    const mend = crm.simulator.faults.add({ match: { path: /Tasks.*\d{15}/ }, status: 500 });
    crm.simulator.createRecord('Tasks', { Subject: 'Doomed' });
    await crm.untilQuiet();
    const { page, problems } = await stage.loggedIn('#/dead-letters');
    await page.getByText('HTTP 500').first().waitFor();

    mend();
    await page
      .getByRole('button', { name: /^Try again: / })
      .first()
      .click();
    const dialog = page.getByRole('dialog', { name: 'Try again' });
    await dialog.getByText('1 dead letter would be tried again').waitFor();
    expect(await crm.deadLetters.count()).toBe(1);
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog.getByText('1 record tried again: 1 recovered, 0 failed again.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();

    await page.getByText('Every record that was told of could be synced.').waitFor();
    expect(await crm.deadLetters.count()).toBe(0);
    expect(problems).toEqual([]);
  });

  itInBrowser('shows who may only read, and lets them change nothing', async () => {
    crm.simulator.faults.add({ match: { path: /Tasks.*\d{15}/ }, status: 500 });
    crm.simulator.createRecord('Tasks', { Subject: 'Doomed too' });
    await crm.untilQuiet();
    const { page } = await stage.loggedIn('#/dead-letters', { token: readToken });
    await page.getByText('HTTP 500').first().waitFor();

    expect(await page.getByRole('button').allTextContents()).toEqual(['Log out']);
    const answer = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' };
      const body = '{"all":true}';
      return (await fetch('/dead-letters/replay', { method: 'POST', headers, body })).status;
    });
    expect(answer).toBe(403);
  });

  itInBrowser('can be used by keyboard alone', async () => {
    const { page } = await stage.open();
    const focused = (): Promise<string> => page.evaluate('document.activeElement.textContent');
    await page.getByLabel('Token').focus();
    await page.keyboard.type(testToken);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();

    await page.keyboard.press('Tab');
    expect(await focused()).toBe('To the page');
    await page.keyboard.press('Tab');
    expect(await focused()).toContain('Overview');
    while (!(await focused()).startsWith('Dead letters')) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'Dead letters', level: 1 }).waitFor();
    await page
      .getByRole('button', { name: /^Try again: / })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('would be tried again').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('is small, and asks nothing of anybody else', async () => {
    const asked = await fetch(`${stage.web.url}/console`);
    const html = await asked.text();
    const paths = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path = '']) => path);
    const sizes = await Promise.all(
      [...new Set(['/console', ...paths])].map(async (path) => {
        expect(path).toMatch(/^\/console/);
        const answer = await fetch(stage.web.url + path, { method: 'GET' });
        expect(answer.status).toBe(200);
        expect(answer.headers.get('content-encoding')).toBe('gzip');
        expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
        await answer.arrayBuffer();
        return Number(answer.headers.get('content-length'));
      }),
    );
    const total = sizes.reduce((sum, each) => sum + each, 0);

    expect(paths.length).toBeGreaterThan(10);
    expect(total).toBeGreaterThan(10_000);
    expect(total).toBeLessThan(120_000);
    expect(asked.headers.get('content-security-policy')).not.toContain('unsafe');
  });
});
