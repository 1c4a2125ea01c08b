import { describe, expect, it } from '@jest/globals';

import { organisedKind } from '../../documents/kinds/organised-kind.js';
import { type FieldMetadata } from '../../metadata/module-metadata.js';
import { type KindOf } from './field-names.js';
import { limits, Problem } from './format.js';
import { bodyFromParameters } from './parameters.js';

const bodyFrom = (
  parameters: Readonly<Record<string, string>>,
  keepsFields = true,
  kindOf?: KindOf,
) =>
  bodyFromParameters(new URLSearchParams(parameters), {
    keepsFields,
    ...(kindOf === undefined ? {} : { kindOf }),
  });

const about = { module: 'Accounts', event_type: 'update', record_id: '1' };
const named = { ...about, record_data: {} };
const deal = { module: 'Deals', event_type: 'update', record_id: '1' };

describe('bodyFromParameters', () => {
  it.each<[string, Readonly<Record<string, string>>, object]>([
    ['the names of the generic format', about, named],
    ['operation for the kind', { module: 'Accounts', operation: 'update', id: '1' }, named],
    ['ids for the id', { module: 'Accounts', event_type: 'update', ids: '1' }, named],
    [
      'names that are spelt as labels',
      { Module: 'Accounts', 'Event Type': 'update', 'Record Id': '1' },
      named,
    ],
    ['the label of the id', { module: 'Accounts', event_type: 'update', 'Account Id': '1' }, named],
    ['Id', { module: 'Accounts', event_type: 'update', Id: '1' }, named],
    [
      'the id under the name of the generic format, before a label',
      { ...about, 'Account Id': '2', ID: '3' },
      named,
    ],
    [
      'fields of the record as parameters',
      { ...about, Account_Name: 'Müller & Söhne', Phone: '' },
      { ...about, record_data: { Account_Name: 'Müller & Söhne', Phone: '' } },
    ],
    [
      'fields of the record as JSON, and no parameter then',
      { ...about, record_data: '{"Revenue":5}', Phone: '1' },
      { ...about, record_data: { Revenue: 5 } },
    ],
    [
      'record_data that is no JSON, as none',
      { ...about, record_data: 'x' },
      { ...about, record_data: null },
    ],
    [
      'a list of fields',
      { ...about, modified_fields: 'Owner, Phone,,' },
      { ...named, modified_fields: ['Owner', 'Phone'] },
    ],
    ['the user', { ...about, user_id: '9' }, named],
    [
      'records as JSON',
      { module: 'Deals', operation: 'edit', data: '[{"id":"1"}]', modified_fields: 'Stage' },
      { module: 'Deals', operation: 'edit', data: [{ id: '1' }], modified_fields: ['Stage'] },
    ],
    [
      "what would pass for a channel's, as fields",
      { ...about, channel_id: '1', token: 't' },
      { ...about, record_data: { channel_id: '1', token: 't' } },
    ],
    [
      'no fields of a module that nobody knows',
      { module: 'x', id: '1', 'A b': '' },
      { module: 'x', record_id: '1', record_data: { 'A b': '' } },
    ],
  ])('takes %s', (_, parameters, body) => {
    expect(bodyFrom(parameters)).toEqual(body);
  });

  it.each([
    ['Deals', 'Deal Id'],
    ['Deals', 'deal_id'],
    ['Potentials', 'Potential Id'],
    ['Events', 'Meeting ID'],
    ['Events', 'Event Id'],
    ['Activities', 'Call Id'],
  ])('of %s takes %s for the id', (module, name) => {
    expect(bodyFrom({ module, [name]: '7' })).toMatchObject({ record_id: '7', record_data: {} });
  });

  it.each([
    ['Deals', 'Deal Name', 'Deal_Name'],
    ['Deals', 'deal name', 'Deal_Name'],
    ['Deals', 'Potential Name', 'Deal_Name'],
    ['Deals', 'Deal Owner', 'Owner'],
    ['Deals', 'Reason For Loss', 'Reason_For_Loss__s'],
    ['Deals', 'Modified Time', 'Modified_Time'],
    ['Deals', 'Custom_Score', 'Custom_Score'],
    ['Contacts', 'Contact Owner', 'Owner'],
    ['Contacts', 'Account Name', 'Account_Name'],
    ['Tasks', 'Contact Name', 'Who_Id'],
    ['Events', 'Title', 'Event_Title'],
    ['Contacts', 'Title', 'Title'],
    ['Events', 'From', 'Start_DateTime'],
    ['Activities', 'Call Start Time', 'Call_Start_Time'],
  ])('of %s takes %s for the field %s', (module, name, field) => {
    expect(bodyFrom({ module, id: '1', [name]: 'x' })).toMatchObject({
      record_data: { [field]: 'x' },
    });
  });

  it('prefers a field by its API name to the same by its label, in any order', () => {
    const both = { Deal_Name: 'right', 'Deal Name': 'wrong' };
    const reversed = { 'Deal Name': 'wrong', Deal_Name: 'right' };

    for (const names of [both, reversed]) {
      expect(bodyFrom({ ...deal, ...names })).toEqual({
        ...deal,
        record_data: { Deal_Name: 'right' },
      });
    }
  });

  it('names what would do for a label that nobody knows, where fields are kept, and not the label', () => {
    const problem = bodyFrom({ ...deal, Stage: 'Won', 'Nombre del trato': 'Secret' });

    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ field: 'parameters' });
    expect((problem as Problem).text).toMatch(
      /^field 2 .*would do: Deal_Name, Account_Name, .*Stage/,
    );
    expect((problem as Problem).text).not.toMatch(/trato|Secret/);
  });

  describe('in the words of an organisation', () => {
    const field = (api: string, label: string, type = 'text') => ({ api, label, type });
    const fields: Readonly<Record<string, readonly FieldMetadata[]>> = {
      Deals: [
        field('Deal_Name', 'Nombre del trato'),
        field('Stage', 'Fase', 'picklist'),
        // Somebody called one field as Zoho calls another.
        field('Next_Step', 'Amount'),
      ],
      Vehicles: [field('Name', 'Kennzeichen'), field('Bought_On', 'Gekauft am', 'date')],
    };
    const nouns: Readonly<Record<string, string>> = { Deals: 'Trato', Vehicles: 'Fahrzeug' };
    const kindOf: KindOf = (api) =>
      organisedKind(api, {
        metadata: { api, singular: nouns[api], plural: undefined, fields: fields[api] },
      });

    it.each([
      ['Deals', 'Nombre del trato', 'Deal_Name'],
      ['Deals', 'Deal Name', 'Deal_Name'],
      ['Deals', 'fase', 'Stage'],
      ['Deals', 'Amount', 'Amount'],
      ['Vehicles', 'Gekauft am', 'Bought_On'],
      ['Vehicles', 'Fahrzeug Owner', 'Owner'],
    ])('takes for a field of %s %s, which is %s', (module, name, api) => {
      expect(bodyFrom({ module, id: '1', [name]: 'x' }, true, kindOf)).toMatchObject({
        record_data: { [api]: 'x' },
      });
    });

    it('takes the id under the name of the module', () => {
      const told = bodyFrom({ module: 'Vehicles', 'Fahrzeug Id': '7' }, false, kindOf);
      expect(told).toMatchObject({ record_id: '7' });
    });

    it('names the names of a module that nobody wrote down', () => {
      const problem = bodyFrom({ module: 'Vehicles', id: '1', 'Gekauft von': 'x' }, true, kindOf);
      expect((problem as Problem).text).toMatch(/would do: Name, Bought_On/);
    });
  });

  it('does not mind such a label where fields are not kept', () => {
    expect(bodyFrom({ ...deal, 'Nombre del trato': 'x' }, false)).toMatchObject(deal);
  });

  it('takes as many parameters as a form may have, and no more', () => {
    const parameters = Array.from(
      { length: limits.parameters },
      (_, at) => [`f${at}`, ''] as const,
    );

    expect(bodyFromParameters(parameters, { keepsFields: true })).not.toBeInstanceOf(Problem);
    expect(bodyFromParameters([...parameters, ['id', '1']], { keepsFields: true })).toEqual({
      field: 'limit_parameters',
      text: 'a form must not have more than 1000 parameters',
    });
  });

  it('leaves what it is not told undefined', () => {
    expect(bodyFrom({})).toEqual({ record_data: {} });
  });

  it('makes nothing of a parameter __proto__', () => {
    expect(bodyFrom({ ['__proto__']: '1', a: '2' })).toEqual({ record_data: { a: '2' } });
    expect(bodyFromParameters([['__proto__', '1']], { keepsFields: false })).toEqual({
      record_data: {},
    });
  });
});
