import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { everyScope, metadataScopes } from '../simulator/scopes.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { Asking } from '../src/asking/asking.js';
import { usualModules } from '../src/crm/modules.js';
import { wholeView } from '../src/crm/view.js';
import { mostFields } from '../src/metadata/read-answers.js';
import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { Verifications } from '../src/reconciliation/compare/verifications.js';
import { keyOf, ref, SyncedCrm } from './support/synced-crm.js';

const modules = [...usualModules, 'Products', 'Vehicles'];
const firstTime = '0001-01-01T00:00:00+05:30';
const markdown = '# Won\n\n- **Amount**: 9 (Deals/1) | `x` [y](http://z.example) <b>';
const nested = `${'<div><b>'.repeat(65_000)}deep down${'</b></div>'.repeat(40_000)}`;

const plant = (simulator: ZohoSimulator, module: string, fields: object): SimRef =>
  ref(module, simulator.createRecord(module, { ...fields }, { silent: true }));
const lookup = ({ id }: SimRef): object => ({ id, name: null });

// What no organisation is like, and each has something of.
describe('an organisation in which everything is odd', () => {
  let crm: SyncedCrm;
  let acme: SimRef;
  let heron: SimRef;
  let ann: SimRef;
  let van: SimRef;
  let router: SimRef;
  let deal: SimRef;
  let note: SimRef;

  beforeAll(async () => {
    const simulator = await ZohoSimulator.start({
      company: 'empty',
      scopes: [...everyScope, ...metadataScopes],
    });
    const { settings } = simulator;
    settings.timeZone = null;
    settings.currency = null;
    // Two modules, and a custom one and one of ours, are called the same; one has no name field any more.
    settings.moduleLabels.set('Products', ['Account', 'Contacts']);
    settings.moduleLabels.set('Vehicles', ['Account', 'Contacts']);
    settings.fields.set('Vehicles.Name', null);
    settings.fields.set('Vehicles.Status', { values: ['In use', markdown] });
    settings.fields.set('Vehicles.Twin', { label: 'Twin', type: 'lookup', target: 'Products' });
    settings.fields.set('Vehicles.Price', { label: 'Status' });
    settings.fields.set('Products.Account', {
      label: 'Account',
      type: 'lookup',
      target: 'Accounts',
    });
    settings.fields.set('Products.Twin', { label: 'Twin', type: 'lookup', target: 'Vehicles' });
    settings.fields.set('Products.Made_At', { label: 'Made at', type: 'datetime' });
    settings.fields.set('Products.Made_On', { label: 'Made on', type: 'date' });
    for (let index = 0; index < 10_000; index += 1) {
      settings.fields.set(`Products.F${index}`, { label: `Field ${index}`, type: 'text' });
    }
    acme = plant(simulator, 'Accounts', { Account_Name: 'Acme' });
    heron = plant(simulator, 'Accounts', { Account_Name: 'Heron', Parent_Account: lookup(acme) });
    simulator.updateRecord('Accounts', acme.id, { Parent_Account: lookup(heron) });
    ann = plant(simulator, 'Contacts', { Last_Name: 'Lee', Account_Name: lookup(acme) });
    simulator.updateRecord('Contacts', ann.id, { Reporting_To: lookup(ann) });
    van = plant(simulator, 'Vehicles', {
      Name: 'Van 7',
      Account: lookup(acme),
      Status: markdown,
      Price: 5,
      Bought_On: '0001-01-01',
    });
    router = plant(simulator, 'Products', {
      Product_Name: 'Router',
      Account: lookup(acme),
      Twin: lookup(van),
      Made_At: firstTime,
      Made_On: '0001-01-01',
      ...Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`F${at}`, `v${at}`])),
    });
    simulator.updateRecord('Vehicles', van.id, { Twin: lookup(router) });
    deal = plant(simulator, 'Deals', {
      Deal_Name: 'Fleet',
      Account_Name: lookup(acme),
      Stage: markdown,
      Amount: 7,
    });
    simulator.updateRecord('Deals', deal.id, { Modified_Time: firstTime });
    note = plant(simulator, 'Notes', {
      Note_Title: 'Nested',
      Note_Content: nested,
      Parent_Id: { ...lookup(deal), module: { api_name: 'Deals' } },
      $se_module: 'Deals',
    });
    crm = await SyncedCrm.over(simulator, { ZOHO_MODULES: modules.join(',') });
  });

  afterAll(() => crm.close());

  const fromApp = <T>(token: new (...parameters: never[]) => T): T =>
    crm.service.app.get<T>(token, { strict: false });
  const headingsOf = (body: string): readonly string[] =>
    body.split('\n').filter((line) => /^#+ /.test(line));

  it('is compared whole, and proven equal', async () => {
    for (const module of modules) {
      expect(await fromApp(Comparisons).one(module)).toMatchObject({ status: 'compared' });
    }
    await crm.expectMemoryTrue();

    for (const module of modules) {
      const { status, verified, reason } = await fromApp(Verifications).one(module, 10);
      expect([module, reason, status, verified?.differences]).toEqual([
        ...[module, undefined, 'verified', 0],
      ]);
    }
    expect(await crm.deadLetters.matching()).toEqual([]);
  });

  it('tells modules of one name apart, and a custom one from ours', async () => {
    const headings = headingsOf(await crm.body(acme));

    expect(headings[0]).toBe(`# Account: Acme (${keyOf(acme)})`);
    expect(headings).toEqual(
      expect.arrayContaining(['## Contacts', '## Contacts (Products)', '## Contacts (Vehicles)']),
    );
    expect(headingsOf(await crm.body(van))).toEqual([`# Account ${van.id}`]);
  });

  it('has so many fields of a module as anybody reads, the name among them', async () => {
    const body = await crm.body(router);

    expect(headingsOf(body)[0]).toBe(`# Account: Router (${keyOf(router)})`);
    expect(body.split('\n').filter((line) => line.startsWith('- Field ')).length).toBeGreaterThan(
      mostFields - 50,
    );
    expect(body.split('\n').length).toBeLessThan(mostFields + 20);
  });

  it('has records that point at each other in a circle, and comes to rest', async () => {
    crm.simulator.updateRecord('Accounts', acme.id, { Account_Name: 'Acme GmbH' });
    crm.simulator.updateRecord('Products', router.id, { Product_Name: 'Switch' });
    await crm.untilSays(heron, 'Acme GmbH');
    await crm.untilSays(van, 'Switch');
    await crm.untilQuiet();

    for (const each of [acme, ann, router]) {
      const { records } = await fromApp(Asking).related(
        { module: each.module, id: each.id },
        wholeView,
      );
      expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
    }
  });

  it('has a megabyte of nested tags read as the text that is in them', async () => {
    expect(await crm.body(note)).toContain('deep down');
    expect((await crm.body(note)).length).toBeLessThan(2000);
  });

  it('has values that look like Markdown, which stay values', async () => {
    const dealBody = await crm.body(deal);
    const { records } = await fromApp(Asking).find(
      { module: 'Deals', where: [{ field: 'Stage', op: '=', value: markdown }] },
      wholeView,
    );
    const { groups } = await fromApp(Asking).aggregate(
      { module: 'Deals', measure: 'count', group_by: ['Stage'] },
      wholeView,
    );

    const again = await fromApp(Asking).find(
      { module: 'Deals', where: [{ field: 'Stage', value: groups[0]?.group['Stage'] }] },
      wholeView,
    );

    expect(headingsOf(dealBody)).toHaveLength(headingsOf(dealBody).filter(isOurs).length);
    expect(records.map(({ id }) => id)).toEqual([deal.id]);
    expect(groups).toMatchObject([{ count: 1 }]);
    expect(again.records.map(({ id }) => id)).toEqual([deal.id]);
  });

  it('has times of the year 1 and no time zone, and says them in UTC', async () => {
    const body = await crm.body(router);
    const { records } = await fromApp(Asking).find(
      { module: 'Products', where: [{ field: 'Made on', op: '<', value: '1900-01-01' }] },
      wholeView,
    );

    expect(body).toContain('- Made at: 0000-12-31T18:30:00Z');
    expect(body).toContain('- Made on: 0001-01-01');
    expect(records.map(({ id }) => id)).toEqual([router.id]);
  });

  it('has a record whose last change was in the year 1, which is synced as any other', async () => {
    crm.simulator.updateRecord('Deals', deal.id, {
      Deal_Name: 'Fleet 2',
      Modified_Time: '0001-01-02T00:00:00Z',
    });

    await crm.untilSays(deal, 'Fleet 2');
  });
});

function isOurs(line: string): boolean {
  return /^(?:# Deal: Fleet \(Deals\/\d+\)|## Notes)$/.test(line);
}

describe('an organisation that says little of itself', () => {
  let crm: SyncedCrm | undefined;

  afterEach(async () => {
    await crm?.close();
    crm = undefined;
  });

  it.each<[string, object]>([
    ['refuses it', { status: 403, code: 'NO_PERMISSION' }],
    ['has none', { status: 200, body: { modules: [], fields: [], org: [], users: [] } }],
    ['answers with nothing', { status: 204 }],
    ['answers with a page', { status: 200, body: '<html>hello</html>' }],
    ['is out of order', { status: 500 }],
  ])('of its settings, because it %s, has its records synced all the same', async (_, answer) => {
    const simulator = await ZohoSimulator.start({
      company: 'empty',
      scopes: [...everyScope, ...metadataScopes],
    });
    simulator.faults.add({ match: { path: /^\/crm\/v8\/(?:settings\/|org|users)/ }, ...answer });
    const acme = plant(simulator, 'Accounts', { Account_Name: 'Acme' });
    const van = plant(simulator, 'Vehicles', { Name: 'Van 7', Account: lookup(acme), Price: 3 });
    crm = await SyncedCrm.over(simulator, { ZOHO_MODULES: 'Accounts,Vehicles' });

    const comparisons = crm.service.app.get(Comparisons, { strict: false });
    for (const module of ['Vehicles', 'Accounts']) await comparisons.one(module);
    await crm.untilSays(van, 'Van 7', 'Price: 3');
    await crm.untilSays(acme, 'Acme');
    await crm.expectMemoryTrue();
  });

  it('of one module alone has the others read in its own words', async () => {
    const simulator = await ZohoSimulator.start({
      company: 'empty',
      scopes: [...everyScope, ...metadataScopes],
    });
    simulator.settings.fields.set('Vehicles.Price', { label: 'Preis' });
    simulator.settings.fields.set('Products.Unit_Price', { label: 'Stückpreis' });
    simulator.faults.add({
      match: { path: /settings\/fields\?module=Products/ },
      status: 403,
      code: 'NO_PERMISSION',
    });
    const router = plant(simulator, 'Products', { Product_Name: 'Router', Unit_Price: 5 });
    const van = plant(simulator, 'Vehicles', { Name: 'Van 7', Price: 3 });
    crm = await SyncedCrm.over(simulator, { ZOHO_MODULES: 'Products,Vehicles' });

    const comparisons = crm.service.app.get(Comparisons, { strict: false });
    for (const module of ['Products', 'Vehicles']) await comparisons.one(module);
    await crm.untilSays(router, 'Router', 'Unit price: 5');
    await crm.untilSays(van, 'Van 7', 'Preis: 3');
  });
});
