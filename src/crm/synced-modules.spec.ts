import { describe, expect, it } from '@jest/globals';

import { SyncedModules } from './synced-modules.js';

describe('SyncedModules', () => {
  it.each([
    [
      ['Accounts', 'Activities'],
      ['Accounts', 'Activities'],
      ['Accounts', 'Events', 'Calls'],
    ],
    [
      ['Accounts', 'Events'],
      ['Accounts', 'Activities'],
      ['Accounts', 'Events'],
    ],
    [
      ['Calls', 'Leads'],
      ['Activities', 'Leads'],
      ['Calls', 'Leads'],
    ],
    [['Calls', 'Events'], ['Activities'], ['Events', 'Calls']],
    [['Events', 'Activities'], ['Activities'], ['Events', 'Calls']],
  ])('named %j are %j, for the API %j', (names, modules, apis) => {
    const synced = new SyncedModules(names);

    expect(synced.modules).toEqual(modules);
    expect(synced.apis).toEqual(apis);
  });

  it('has the meetings alone where calls are not named', () => {
    const synced = new SyncedModules(['Events']);

    expect(synced.apisOf('Activities')).toEqual(['Events']);
    expect(synced.isWhole('Activities')).toBe(false);
    expect(synced.has({ module: 'Activities' })).toBe(true);
    expect(synced.has({ module: 'Activities', api: 'Events' })).toBe(true);
    expect(synced.has({ module: 'Activities', api: 'Calls' })).toBe(false);
    expect(synced.names).toEqual(['Activities', 'Events']);
  });
});
