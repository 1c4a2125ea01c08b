import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type AxeResults } from 'axe-core';
import { type Page } from 'playwright-core';

import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { ConsoleStage, itInBrowser, picture } from './support/console-stage.js';
import { eventually } from './support/eventually.js';
import { SyncedCrm } from './support/synced-crm.js';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const looks = [
  { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { colorScheme: 'dark', viewport: { width: 380, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 1920, height: 1000 } },
] as const;

/** What axe calls serious or critical, with where it is. */
async function seriousIn(page: Page): Promise<readonly string[]> {
  const { violations, passes } = await page.evaluate<AxeResults>(`${axe}; axe.run(document)`);
  expect(passes.length).toBeGreaterThan(10);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

describe('the pages of the console', () => {
  let crm: SyncedCrm;
  let stage: ConsoleStage;
  let pages: readonly (readonly [name: string, hash: string])[];

  beforeAll(async () => {
    crm = await SyncedCrm.start({ WEBHOOK_MAX_RETRIES: '1' }, { company: 4 });
    await crm.service.app
      .get(Comparisons, { strict: false })
      .all(crm.service.settings.queue.modules);
    await crm.untilQuiet();
    crm.simulator.faults.add({ match: { path: /Tasks.*\d{15}/ }, status: 500 });
    crm.simulator.createRecord('Tasks', { Subject: 'Doomed' });
    const account = crm.simulator.refs().find(({ module }) => module === 'Accounts');
    crm.simulator.createRecord('Deals', { Deal_Name: 'A deal that was told of' });
    await crm.untilQuiet();
    stage = await ConsoleStage.beside(crm);
    await fetch(`${stage.web.url}/webhooks/zoho`, { method: 'POST', body: '{}' });
    pages = [
      ['overview', 'overview'],
      ['deliveries', 'deliveries'],
      ['refused', 'deliveries?outcome=refused'],
      ['dead-letters', 'dead-letters'],
      ['channels', 'channels'],
      ['proof', 'proof'],
      ['records', 'records?q=a'],
      ['record', `records/Accounts/${account?.id ?? ''}`],
      ['processes', 'processes'],
      ['search', 'search?q=renewal&max_age=0'],
    ];
  });

  afterAll(async () => {
    await stage.close();
    await crm.close();
  });

  describe.each(looks)('in $colorScheme colours, $viewport.width wide', (look) => {
    itInBrowser('have nothing that keeps people out, and fit', async () => {
      const { page, problems, hosts } = await stage.loggedIn('#/overview', look);
      for (const [name, hash] of pages) {
        await page.goto(`${stage.web.url}/console#/${hash}`);
        await page.locator('main h2').first().waitFor();
        await eventually(async () => {
          expect([name, await page.locator('[aria-busy]').count()]).toEqual([name, 0]);
        });
        await picture(page, `${name}-${look.colorScheme}-${look.viewport.width}`);
        const width = await page.evaluate('document.documentElement.scrollWidth');

        expect([name, await seriousIn(page)]).toEqual([name, []]);
        expect([name, width]).toEqual([name, look.viewport.width]);
      }
      expect(problems).toEqual([]);
      expect([...hosts]).toEqual([new URL(stage.web.url).host]);
    });

    itInBrowser('are in those colours', async () => {
      const { page } = await stage.open(look);
      await page.getByLabel('Token').waitFor();
      await picture(page, `login-${look.colorScheme}-${look.viewport.width}`);
      const colour = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      const [red = 0] = (/\d+/.exec(colour) ?? []).map(Number);

      expect(red > 128).toBe(look.colorScheme === 'light');
    });
  });
});
