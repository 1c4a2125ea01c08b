import { describe, expect, it } from '@jest/globals';

import {
  type ApiModule,
  apiModulesNamed,
  usualApis,
  apiModulesOf,
  crmModuleOf,
  usualModules,
  isApiModule,
  isCrmModule,
  moduleFromName,
} from './modules.js';

const foreign = [' Accounts', '', '7up', 'a/b', 'a-b', 'x'.repeat(101), undefined, 7, {}];

describe('the modules', () => {
  it('hold every API module in exactly one CRM module', () => {
    const held = usualModules.flatMap((module) => apiModulesOf(module));

    expect([...held].sort()).toEqual([...usualApis].sort());
    for (const api of usualApis) expect(apiModulesOf(crmModuleOf(api))).toContain(api);
  });

  it('look for an activity among the meetings first, then among the calls', () => {
    expect(apiModulesOf('Activities')).toEqual(['Events', 'Calls']);
  });

  it.each<[ApiModule, string]>([
    ['Accounts', 'Accounts'],
    ['Events', 'Activities'],
    ['Calls', 'Activities'],
  ])('count %s as %s', (api, module) => {
    expect(crmModuleOf(api)).toBe(module);
  });

  it('are told apart by their exact names', () => {
    expect(usualModules.every(isCrmModule)).toBe(true);
    expect(usualApis.every(isApiModule)).toBe(true);
    expect(isCrmModule('Events')).toBe(false);
    expect(isApiModule('Activities')).toBe(false);
    expect(foreign.filter((name) => isCrmModule(name) || isApiModule(name))).toEqual([]);
  });
});

describe('moduleFromName', () => {
  it.each([
    ['Deals', { module: 'Deals', api: 'Deals' }],
    ['Events', { module: 'Activities', api: 'Events' }],
    ['Calls', { module: 'Activities', api: 'Calls' }],
    ['Activities', { module: 'Activities' }],
    ['Leads', { module: 'Leads', api: 'Leads' }],
    ['CustomModule7', { module: 'CustomModule7', api: 'CustomModule7' }],
    ['Potentials', { module: 'Deals', api: 'Deals' }],
  ])('knows what %s stands for', (name, expected) => {
    expect(moduleFromName(name)).toStrictEqual(expected);
  });

  it.each(foreign)('knows nothing of %p', (name) => {
    expect(moduleFromName(name)).toBeUndefined();
  });
});

describe('apiModulesNamed', () => {
  it.each([
    ['Potentials', ['Deals']],
    ['Calls', ['Calls']],
    ['Activities', ['Events', 'Calls']],
    ['no body', []],
    [undefined, []],
  ])('of %s are %j', (name, expected) => {
    expect(apiModulesNamed(name)).toEqual(expected);
  });
});
