import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { everyScope, metadataScopes } from '../simulator/scopes.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { usualModules } from '../src/crm/modules.js';
import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { Verifications } from '../src/reconciliation/compare/verifications.js';
import { ref, SyncedCrm } from './support/synced-crm.js';

const modules = [...usualModules, 'Leads', 'Products', 'Vehicles'];

// Nobody wrote a line for Products and Vehicles: all that is known of them, the organisation says.
describe('modules that only this organisation has', () => {
  let crm: SyncedCrm;
  let acme: SimRef;
  let driver: SimRef;
  let planted: readonly SimRef[];

  beforeAll(async () => {
    const simulator = await ZohoSimulator.start({
      company: 'empty',
      scopes: [...everyScope, ...metadataScopes],
    });
    const { fields, moduleLabels } = simulator.settings;
    moduleLabels.set('Vehicles', ['Fahrzeug', 'Fahrzeuge']);
    fields.set('Vehicles.Bought_On', { label: 'Gekauft am' });
    fields.set('Services.Workshop', { label: 'Werkstatt' });
    fields.set('Deals.Stage', { label: 'Phase' });
    acme = plant(simulator, 'Accounts', { Account_Name: 'Acme' });
    driver = plant(simulator, 'Contacts', { Last_Name: 'Okafor' });
    planted = [
      acme,
      driver,
      plant(simulator, 'Leads', { Last_Name: 'Lee', Company: 'Northwind', Lead_Status: 'New' }),
      plant(simulator, 'Products', {
        Product_Name: 'Router',
        Unit_Price: 250,
        Product_Active: true,
      }),
      plant(simulator, 'Deals', { Deal_Name: 'Fleet', Stage: 'Qualification', Amount: 12_000 }),
      plant(simulator, 'Vehicles', vehicle('Van 7')),
    ];
    crm = await SyncedCrm.over(simulator, { ZOHO_MODULES: modules.join(',') });
  });

  afterAll(() => crm.close());

  const plant = (simulator: ZohoSimulator, module: string, fields: object): SimRef =>
    ref(module, simulator.createRecord(module, { ...fields }, { silent: true }));

  const vehicle = (name: string): object => ({
    Name: name,
    Account: { id: acme.id, name: null },
    Status: 'In use',
    Price: 31_500,
    Bought_On: '2026-03-01',
    Services: [
      { id: '991', Serviced_On: '2026-04-01', Workshop: 'Nord', Cost: 120 },
      { id: '992', Serviced_On: '2026-08-01', Workshop: 'Süd', Cost: 90 },
    ],
    Drivers: [{ id: '993', Drivers: { id: driver.id, name: 'Okafor' } }],
  });

  it('fill memory by a full comparison, and a proof says that it is equal', async () => {
    const comparisons = crm.service.app.get(Comparisons, { strict: false });
    for (const module of modules) await comparisons.one(module);
    await crm.untilTrue(...planted);
    await crm.untilQuiet();

    const verifications = crm.service.app.get(Verifications, { strict: false });
    for (const module of modules) {
      const { status, verified } = await verifications.one(module, 10);
      expect([module, status, verified?.differences]).toEqual([module, 'verified', 0]);
    }
  });

  it('read in the words of the organisation, with its currency, rows and links', async () => {
    const van = planted.find(({ module }) => module === 'Vehicles')!;

    expect((await crm.body(van)).replace(/^- Created Time: .*$/m, '- Created Time: …'))
      .toBe(`# Fahrzeug: Van 7 (Vehicles/${van.id})

Zoho CRM record Vehicles/${van.id}

- Name: Van 7
- Account: Acme (Accounts/${acme.id})
- Status: In use
- Price: 31500 EUR
- Gekauft am: 2026-03-01
- Drivers: Okafor (Contacts/${driver.id})
- Owner: Patricia Boyle (554023000000235001)
- Created By: Patricia Boyle (554023000000235001)
- Created Time: …

## Services

- Serviced On: 2026-04-01; Werkstatt: Nord; Cost: 120 EUR
- Serviced On: 2026-08-01; Werkstatt: Süd; Cost: 90 EUR
`);
    const deal = planted.find(({ module }) => module === 'Deals')!;
    expect(await crm.body(deal)).toContain('- Phase: Qualification\n- Amount: 12000 EUR');
  });

  it('stand in the document of their account', async () => {
    expect(await crm.body(acme)).toContain(`## Fahrzeuge

- Van 7 (Vehicles/`);
  });

  it('arrive by webhooks like any other', async () => {
    const channels = crm.simulator.channels().map(({ events }) => events[0]?.split('.')[0]);
    expect(channels).toEqual(expect.arrayContaining(['Leads', 'Products', 'Vehicles']));
    const van = crm.created('Vehicles', { ...vehicle('Van 8') });
    await crm.untilTrue(van);
    await crm.untilSays(acme, 'Van 8');

    crm.simulator.updateRecord('Accounts', acme.id, { Account_Name: 'Acme GmbH' });
    await crm.untilSays(van, 'Account: Acme GmbH');
  });
});
