import { describe, expect, it } from '@jest/globals';

import { type CrmRecord } from '../../crm/crm-record.js';
import { type FieldChoice } from '../../crm/field-choice.js';
import { crmModuleOf } from '../../crm/modules.js';
import { type FieldMetadata, type ModuleMetadata } from '../../metadata/module-metadata.js';
import { renderAccount } from '../render/render-account.js';
import { renderRecord } from '../render/render-record.js';
import { organisedKind } from './organised-kind.js';

function module(
  api: string,
  fields: readonly FieldMetadata[] | undefined,
  words: readonly [string, string] = ['Vehicle', 'Vehicles'],
): ModuleMetadata {
  return { api, singular: words[0], plural: words[1], fields };
}

const field = (api: string, type = 'text', more: Partial<FieldMetadata> = {}): FieldMetadata => ({
  api,
  label: api.replaceAll('_', ' '),
  type,
  ...more,
});

const vehicle = module('Vehicles', [
  field('Name', 'text', { isName: true }),
  field('Account', 'lookup', { target: 'Accounts' }),
  field('Status', 'picklist'),
  field('Price', 'currency'),
  field('Phone', 'phone'),
  field('Modified_Time', 'datetime'),
]);

function bodyOf(
  api: string,
  fields: CrmRecord['fields'],
  how: { metadata?: ModuleMetadata; choice?: Partial<FieldChoice> } = {},
): string {
  const choice = { all: false, named: [], leftOut: [], ...how.choice };
  const kind = organisedKind(api, { ...how, choice, modules: ['Accounts', api] });
  const record = { module: crmModuleOf(api), api, id: '7', modifiedAtMs: 0, fields };
  return renderRecord(record, { kindOf: () => kind, currency: 'EUR' }).body;
}

const van = {
  Name: 'Van 7',
  Account: { id: '5', name: 'Acme' },
  Status: 'In use',
  Price: 100,
  Phone: '123',
  Modified_Time: '2026-01-01T00:00:00Z',
};
const facts = (body: string): readonly string[] =>
  body.split('\n').flatMap((line) => /^- ([^:]+):/.exec(line)?.[1] ?? []);

describe('a module that nobody wrote a kind for', () => {
  it('shows all fields that have a value, but what changes with every touch', () => {
    expect(bodyOf('Vehicles', van, { metadata: vehicle })).toBe(`# Vehicle: Van 7 (Vehicles/7)

Zoho CRM record Vehicles/7

- Name: Van 7
- Account: Acme (Accounts/5)
- Status: In use
- Price: 100 EUR
- Phone: 123
`);
  });

  it.each<[string, Partial<FieldChoice>, readonly string[]]>([
    ['exactly those named beside the name', { named: ['Price'] }, ['Name', 'Price']],
    ['all but those left out', { leftOut: ['Phone', 'Price'] }, ['Name', 'Account', 'Status']],
    [
      'all where all are wanted',
      { all: true, named: ['Price'] },
      [...['Name', 'Account', 'Status', 'Price', 'Phone']],
    ],
  ])('shows %s', (_, choice, expected) => {
    expect(facts(bodyOf('Vehicles', van, { metadata: vehicle, choice }))).toEqual(expected);
  });

  it('shows all that its records have where the CRM does not tell of its fields', () => {
    expect(facts(bodyOf('Vehicles', van))).toEqual(['Account', 'Name', 'Phone', 'Price', 'Status']);
    expect(bodyOf('Vehicles', van)).toContain('# Vehicle: Van 7 (Vehicles/7)');
  });

  it('has a title where its name field is gone', () => {
    const metadata = module('Vehicles', [field('Price', 'currency')]);

    expect(bodyOf('Vehicles', van, { metadata })).toContain('# Vehicle 7\n');
  });

  it('belongs to the first account that it names, and stands in its document', () => {
    const twin = module('Wagons', vehicle.fields, ['Wagon', 'Vehicles']);
    const kindOf = (api: string) =>
      organisedKind(api, { metadata: api === 'Wagons' ? twin : vehicle, modules: ['Accounts'] });
    const account = { module: 'Accounts', api: 'Accounts', id: '5', modifiedAtMs: 0, fields: {} };
    const children = ['Vehicles', 'Wagons'].map((api) => {
      const record = { module: api, api, id: '7', modifiedAtMs: 0, fields: van };
      expect(kindOf(api).parentOf(van)?.ref).toEqual({ module: 'Accounts', id: '5' });
      const { summary } = renderRecord(record, { kindOf, currency: 'EUR' });
      return { module: api, id: '7', summary };
    });

    const { body } = renderAccount(account, { kindOf }, children);

    expect(body).toContain(`## Vehicles (Vehicles)

- Van 7 (Vehicles/7): Status: In use; Price: 100 EUR

## Vehicles (Wagons)
`);
  });

  it('brings no line of its own into a document by its words', () => {
    const metadata = module(
      'Vehicles',
      [field('Name', 'text', { label: '# Evil\n\n## More' })],
      ['# A\n## B', 'C\n## D'],
    );
    const body = bodyOf('Vehicles', { Name: 'Van' }, { metadata });

    expect(body.split('\n').filter((line) => line.startsWith('#'))).toHaveLength(1);
    const { section } = organisedKind('Vehicles', { metadata });
    expect(section?.heading).toBe('C ## D');
  });

  it('shows the rows of a subform by their fields, and what it is linked with by name', () => {
    const rowFields = [
      field('Workshop', 'text', { label: 'Werkstatt' }),
      field('Cost', 'currency'),
    ];
    const metadata = module('Vehicles', [
      field('Services', 'subform', { rowModule: 'Services', rowFields }),
      field('Drivers', 'multiselectlookup', { target: 'Accounts' }),
    ]);
    const body = bodyOf(
      'Vehicles',
      {
        Services: [
          { id: '1', Cost: 3, Workshop: 'Nord; Cost: 0', Parent_Id: { id: '7', name: 'x' } },
        ],
        Drivers: [{ id: '2', Drivers: { id: '9', name: 'Okafor' } }],
      },
      { metadata },
    );

    expect(body).toContain('- Drivers: Okafor (Accounts/9)\n');
    expect(body).toContain('## Services\n\n- Werkstatt: Nord, Cost: 0; Cost: 3 EUR\n');
  });
});

describe('a kind of ours', () => {
  it('keeps its words where the organisation has those of Zoho, and takes those that somebody chose', () => {
    const metadata = module('Deals', [
      field('Deal_Name', 'text', { label: 'Deal Name' }),
      field('Stage', 'picklist', { label: 'Phase' }),
    ]);

    expect(facts(bodyOf('Deals', { Deal_Name: 'A', Stage: 'B' }, { metadata }))).toEqual([
      'Deal name',
      'Phase',
    ]);
  });

  it.each<[Partial<FieldChoice>, readonly string[]]>([
    [{ named: ['Region'] }, ['Deal name', 'Stage', 'Sales region']],
    [{ all: true }, ['Deal name', 'Stage', 'Sales region', 'Tier']],
    [{ all: true, leftOut: ['Tier', 'Stage'] }, ['Deal name', 'Sales region']],
  ])('shows what %j wants of the further fields', (choice, expected) => {
    const own = [field('Region', 'text', { label: 'Sales region' }), field('Tier')];
    const metadata = module('Deals', [field('Deal_Name'), field('Stage'), ...own]);
    const fields = {
      Deal_Name: 'A',
      Stage: 'B',
      Region: 'North',
      Tier: '1',
      Last_Activity_Time: 'x',
    };

    expect(facts(bodyOf('Deals', fields, { metadata, choice }))).toEqual(expected);
  });

  it('tells open from over by what the picklist of the organisation means', () => {
    const states = { Abgeschlossen: 'closed', Verloren: 'lost' } as const;
    const stateOf = (api: string, name: string, value: string) =>
      organisedKind(api, { metadata: module(api, [field(name, 'picklist', { states })]) }).stateOf({
        [name]: value,
      });

    expect(stateOf('Tasks', 'Status', 'Abgeschlossen')).toEqual({ open: false });
    expect(stateOf('Tasks', 'Status', 'Offen')).toEqual({ open: true });
    expect(stateOf('Deals', 'Stage', 'Verloren')).toEqual({ open: false, outcome: 'lost' });
  });
});
