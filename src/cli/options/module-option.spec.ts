import { describe, expect, it } from '@jest/globals';

import { testSettings } from '../../../test/support/test-settings.js';
import { UsageError } from '../usage-error.js';
import { moduleNamed, nameOf, syncedModule, syncedModules } from './module-option.js';

const settings = testSettings({
  REDIS_URL: 'redis://127.0.0.1:1',
  ZOHO_MODULES: 'Accounts,Deals,Leads,Activities,Visits__c',
});

describe('a module that a person names', () => {
  it.each([
    ['deals', 'Deals'],
    ['LEADS', 'Leads'],
    ['visits__C', 'Visits__c'],
    ['Potentials', 'Deals'],
    ['events', 'Events'],
    ['activities', 'Activities'],
  ])('is found in any case, and by an old name: %s', (name, meant) => {
    expect(nameOf(name, settings)).toBe(meant);
  });

  it.each([
    ['Lead', /no module Lead .* Did you mean Leads\?/],
    ['acounts', /no module acounts .* Did you mean Accounts\?/],
    ['Contacts', /no module Contacts among those synced\. ZOHO_MODULES is Accounts,Deals/],
    ['../x', /no module/],
  ])('that is not synced is refused, with what was meant: %s', (name, message) => {
    expect(() => syncedModule(name, settings)).toThrow(UsageError);
    expect(() => syncedModule(name, settings)).toThrow(message);
  });

  it('that was synced once can be named where something may be left of it', () => {
    expect(moduleNamed('Contacts', settings, [])).toBe('Contacts');
    expect(moduleNamed('lead', settings, ['Lead', 'Notes'])).toBe('Lead');
    expect(() => moduleNamed('Lead', settings, [])).toThrow('Did you mean Leads?');
  });

  it('is one or several of Zoho, each once', () => {
    expect(syncedModules(['activities', 'Calls', 'deals'], settings)).toEqual([
      'Events',
      'Calls',
      'Deals',
    ]);
    expect(syncedModules(undefined, settings)).toEqual(settings.queue.apis);
  });
});
