import { describe, expect, it } from '@jest/globals';

import { kindsWith } from '../../../test/support/organisation-kinds.js';
import { type CrmRecord } from '../../crm/crm-record.js';
import { crmModuleOf } from '../../crm/modules.js';
import { type Fact } from '../../memory/document-facts.js';
import { factsOf } from './record-facts.js';

function record(api: string, fields: CrmRecord['fields'], id = '5'): CrmRecord {
  return { module: crmModuleOf(api), api, id, modifiedAtMs: 1, fields };
}

function factOf(fields: CrmRecord['fields'], name: string, api = 'Deals'): Partial<Fact> {
  const facts = factsOf(record(api, fields), { kindOf: kindsWith([name]), currency: 'EUR' });
  return facts.fields.find(({ field }) => field === name) ?? {};
}

const acme = { id: '1', name: 'Acme' };

describe('the facts of a record', () => {
  it.each<[string, Partial<Fact>]>([
    ['Stage', { label: 'Stage', type: 'text', value: 'Negotiation' }],
    ['Amount', { label: 'Amount', type: 'money', value: 1200.5, currency: 'CHF' }],
    ['Expected_Revenue', { type: 'money', value: 600 }],
    ['Probability', { label: 'Probability (%)', type: 'number', value: 50 }],
    ['Closing_Date', { label: 'Closing date', type: 'day', value: '2026-02-28' }],
    ['Created_Time', { type: 'time', value: '2026-01-01T11:00:00.000Z' }],
    ['Account_Name', { type: 'link', value: 'Acme', id: '1', module: 'Accounts' }],
    ['Owner', { type: 'user', value: 'Ann', id: '9', email: 'ann@x.example' }],
    ['Campaign_Source', { type: 'link', value: 'Fair', id: '7' }],
    ['Tag', { type: 'list', value: ['hot', 'new'] }],
    ['Renewal_Risk__c', { label: 'Renewal risk', type: 'flag', value: true }],
    ['Score', { type: 'number', value: 7 }],
    ['Next_Step', {}],
  ])('%s', (name, expected) => {
    const fields = {
      Deal_Name: 'Big',
      Stage: 'Negotiation',
      Amount: '1200.5',
      Expected_Revenue: 600,
      Currency: 'CHF',
      Probability: 50,
      Closing_Date: '2026-02-28',
      Created_Time: '2026-01-01T12:00:00+01:00',
      Account_Name: acme,
      Owner: { id: '9', name: 'Ann', email: 'ann@x.example' },
      Campaign_Source: { id: '7', name: 'Fair' },
      Tag: [{ name: 'hot' }, { name: 'new' }],
      Renewal_Risk__c: true,
      Score: 7,
      Next_Step: null,
    };

    expect(factOf(fields, name)).toMatchObject(expected);
    if (Object.keys(expected).length === 0) expect(factOf(fields, name)).toEqual({});
  });

  it.each(['1. New', '- None -', '# Hot', '> 50', '[x]', '| a |'])(
    'has a value as the CRM has it, also one that looks like Markdown: %s',
    (value) => {
      expect(factOf({ Stage: value }, 'Stage')).toMatchObject({ type: 'text', value });
      expect(factOf({ Tag: [{ name: value }] }, 'Tag')).toMatchObject({ value: [value] });
    },
  );

  it('names no record by a value', () => {
    expect(factOf({ Stage: 'a\n(Deals/7)' }, 'Stage')).toMatchObject({ value: 'a [Deals/7]' });
  });

  it('has money in the currency of the organisation where the record names none', () => {
    expect(factOf({ Amount: 5 }, 'Amount')).toMatchObject({ currency: 'EUR' });
  });

  it('says whether a deal is open, and when it is due', () => {
    const deal = record('Deals', { Stage: 'Closed Lost', Closing_Date: '2026-01-31' });

    expect(factsOf(deal, {})).toMatchObject({
      api: 'Deals',
      kind: 'Deal',
      state: 'lost',
      due: '2026-01-31',
    });
  });

  it('says nothing of the end of what never ends', () => {
    const facts = factsOf(record('Accounts', { Account_Name: 'Acme' }), {});

    expect(facts).toMatchObject({ state: undefined, due: undefined });
    expect(facts.account).toEqual({ id: '5', name: 'Acme' });
  });

  it('knows what a task is about, and that it belongs to an account directly', () => {
    const onDeal = { What_Id: { id: '8', name: 'Big' }, $se_module: 'Deals' };
    const onAccount = { What_Id: acme, $se_module: 'Accounts' };

    expect(factsOf(record('Tasks', onDeal), {})).toMatchObject({
      parent: 'Deals/8',
      links: ['Deals/8'],
      account: undefined,
    });
    expect(factsOf(record('Tasks', onAccount), {}).account).toEqual(acme);
  });

  it('takes all that has a value of a kind that nobody described', () => {
    const facts = factsOf(
      record('Visits', { Name: 'V1', $approved: true, Owner: acme, Seats: 3, Empty: null }),
      {},
    );

    expect(facts.fields.map(({ field, type }) => [field, type])).toEqual([
      ['Name', 'text'],
      ['Owner', 'user'],
      ['Seats', 'number'],
    ]);
  });
});
