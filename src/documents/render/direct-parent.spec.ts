import { describe, expect, it } from '@jest/globals';

import { type ApiModule, crmModuleOf } from '../../crm/modules.js';
import { directParentOf } from './record-links.js';

function parentOf(api: ApiModule, fields: Record<string, unknown>) {
  return directParentOf({ module: crmModuleOf(api), api, id: '1', modifiedAtMs: 0, fields });
}

const what = { name: 'Benton', id: '77' };
const who = { name: 'John Butt', id: '88' };

describe('directParentOf', () => {
  it.each(['Contacts', 'Deals'] as const)('finds the account of %s', (api) => {
    expect(parentOf(api, { Account_Name: { name: 'Acme', id: '5' } })).toEqual({
      module: 'Accounts',
      id: '5',
    });
  });

  it.each([
    null,
    undefined,
    'Acme',
    '5437000000391001',
    { name: 'Acme' },
    { id: 5 },
    { id: '../x' },
  ])('finds no account in %j', (Account_Name) => {
    expect(parentOf('Deals', { Account_Name })).toBeUndefined();
  });

  it('finds no parent of an account', () => {
    expect(parentOf('Accounts', { Parent_Account: { id: '5' } })).toBeUndefined();
  });

  describe.each(['Tasks', 'Events', 'Calls'] as const)('of %s', (api) => {
    it.each(['Accounts', 'Deals', 'Contacts'] as const)('is what it is about in %s', (module) => {
      const parent = { module, id: '77' };

      expect(parentOf(api, { What_Id: what, $se_module: module, Who_Id: who })).toEqual(parent);
      expect(parentOf(api, { What_Id: { ...what, module } })).toEqual(parent);
      expect(parentOf(api, { What_Id: { ...what, module: { api_name: module } } })).toEqual(parent);
    });

    it('is the deal that is called by its old name', () => {
      const parent = { module: 'Deals', id: '77' };

      expect(parentOf(api, { What_Id: what, $se_module: 'Potentials' })).toEqual(parent);
    });

    it.each(['Leads', 'Tasks', null, undefined, {}])(
      'is the contact where the other module is %j',
      (module) => {
        expect(parentOf(api, { What_Id: what, $se_module: module, Who_Id: who })).toEqual({
          module: 'Contacts',
          id: '88',
        });
        expect(parentOf(api, { What_Id: what, $se_module: module, Who_Id: null })).toBeUndefined();
      },
    );

    it('is the contact where it is about nothing else', () => {
      expect(parentOf(api, { What_Id: null, $se_module: 'Accounts', Who_Id: who })).toEqual({
        module: 'Contacts',
        id: '88',
      });
    });
  });

  it('believes the module in the lookup before the one beside it', () => {
    expect(
      parentOf('Tasks', { What_Id: { ...what, module: 'Deals' }, $se_module: 'Accounts' }),
    ).toEqual({ module: 'Deals', id: '77' });
  });

  it('finds what a note is on, in every shape', () => {
    const deal = { module: 'Deals', id: '77' };

    expect(parentOf('Notes', { Parent_Id: { ...what, module: { api_name: 'Deals' } } })).toEqual(
      deal,
    );
    expect(parentOf('Notes', { Parent_Id: { ...what, module: 'Deals' } })).toEqual(deal);
    expect(parentOf('Notes', { Parent_Id: what, $se_module: 'Deals' })).toEqual(deal);
  });

  it('finds the meeting a note is on', () => {
    expect(parentOf('Notes', { Parent_Id: what, $se_module: 'Events' })).toEqual({
      module: 'Activities',
      api: 'Events',
      id: '77',
    });
  });

  it.each(['Leads', undefined])('finds no parent of a note on %j', (module) => {
    expect(parentOf('Notes', { Parent_Id: what, $se_module: module })).toBeUndefined();
  });
});
