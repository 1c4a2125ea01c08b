import { describe, expect, it } from '@jest/globals';

import {
  fieldsToldBy,
  modulesFrom,
  mostFields,
  organisationFrom,
  userZoneFrom,
} from './read-answers.js';

describe("the CRM's answers about the organisation", () => {
  it.each([undefined, null, 'x', [], {}, { modules: {}, fields: 'x', org: 1 }])(
    'that are no answers say nothing: %j',
    (body) => {
      expect([modulesFrom(body), fieldsToldBy(body), organisationFrom(body)]).toEqual([
        ...[undefined, undefined, undefined],
      ]);
    },
  );

  it('name the modules that the API gives records of', () => {
    const body = {
      modules: [
        { api_name: 'Leads', singular_label: 'Interessent', plural_label: 'Interessenten' },
        { api_name: 'Home', api_supported: false },
        { api_name: null },
        'x',
      ],
    };

    expect(modulesFrom(body)).toEqual([
      { api: 'Leads', singular: 'Interessent', plural: 'Interessenten' },
    ]);
  });

  it('give the fields in the order of the organisation, without those that are hidden or files', () => {
    const body = {
      fields: [
        { api_name: 'B', field_label: 'Second', data_type: 'text', sequence_number: 2 },
        { api_name: 'A', field_label: 'First', data_type: 'currency', sequence_number: 1 },
        { api_name: 'Hidden', field_label: 'x', data_type: 'text', visible: false },
        { api_name: 'Unseen', field_label: 'x', data_type: 'text', view_type: { view: false } },
        { api_name: 'Photo', field_label: 'x', data_type: 'profileimage' },
        { field_label: 'nameless' },
      ],
    };

    expect(fieldsToldBy(body)).toEqual([
      { api: 'A', label: 'First', type: 'currency' },
      { api: 'B', label: 'Second', type: 'text' },
    ]);
  });

  it('say where fields point, and which module holds rows', () => {
    const fields = [
      { api_name: 'L', data_type: 'lookup', lookup: { module: { api_name: 'Accounts' } } },
      { api_name: 'O', data_type: 'lookup', lookup: { module: 'Contacts' } },
      {
        api_name: 'M',
        data_type: 'multiselectlookup',
        multiselectlookup: { connected_module: { api_name: 'Deals' } },
      },
      { api_name: 'S', data_type: 'subform', subform: { module: 'Lines' } },
      { api_name: 'T', data_type: 'subform', associated_module: { module: 'Rows' } },
      { api_name: 'N', data_type: 'text', lookup: {}, subform: null },
    ];

    expect(fieldsToldBy({ fields })).toEqual([
      { api: 'L', label: 'L', type: 'lookup', target: 'Accounts' },
      { api: 'O', label: 'O', type: 'lookup', target: 'Contacts' },
      { api: 'M', label: 'M', type: 'multiselectlookup', target: 'Deals' },
      { api: 'S', label: 'S', type: 'subform', rowModule: 'Lines' },
      { api: 'T', label: 'T', type: 'subform', rowModule: 'Rows' },
      { api: 'N', label: 'N', type: 'text' },
    ]);
  });

  it("say what a picklist's values mean, by what nobody translates", () => {
    const pick_list_values = [
      { display_value: 'Gewonnen', actual_value: 'Won!', deal_category: 'Closed Won' },
      { display_value: 'Verloren', actual_value: 'V', forecast_type: 'Closed Lost' },
      { display_value: 'Erledigt', actual_value: 'Erledigt', reference_value: 'Completed' },
      { display_value: 'Offen', actual_value: 'Not Started' },
      { display_value: 'Geheim', actual_value: 'Geheim' },
      null,
    ];

    expect(fieldsToldBy({ fields: [{ api_name: 'X', pick_list_values }] })?.[0]?.states).toEqual({
      ...{ Gewonnen: 'won', 'Won!': 'won', Verloren: 'lost', V: 'lost', Erledigt: 'closed' },
      ...{ Offen: 'open', 'Not Started': 'open' },
    });
  });

  it('are cut where a module has more fields than anybody reads', () => {
    const fields = Array.from({ length: 10_000 }, (_, index) => ({ api_name: `F${index}` }));

    expect(fieldsToldBy({ fields })).toHaveLength(mostFields);
    const named = [...fields, { api_name: 'Title', display_field: true }];
    expect(fieldsToldBy({ fields: named })).toHaveLength(mostFields);
    expect(fieldsToldBy({ fields: named })?.at(-1)).toMatchObject({ api: 'Title', isName: true });
  });

  it.each<[unknown, unknown, object]>([
    ['Asia/Kolkata', 'INR', { timeZone: 'Asia/Kolkata', currency: 'INR' }],
    [null, null, { timeZone: undefined, currency: undefined }],
    ['Nowhere/At_All', 'rupees', { timeZone: undefined, currency: undefined }],
  ])('give zone %j and currency %j as %j', (time_zone, iso_code, expected) => {
    expect(organisationFrom({ org: [{ time_zone, iso_code }] })).toEqual(expected);
    expect(userZoneFrom({ users: [{ time_zone }] })).toBe(
      (expected as { timeZone: unknown }).timeZone,
    );
  });
});
