import { describe, expect, it } from '@jest/globals';

import { crmModules } from '../crm/modules.js';
import { queueNameOf, recordRefFromJob } from './record-job.js';

describe('queueNameOf', () => {
  it('gives every module a queue of its own, named without a colon', () => {
    const names = crmModules.map(queueNameOf);

    expect(names).toEqual(['accounts', 'contacts', 'deals', 'tasks', 'notes', 'activities']);
  });
});

describe('recordRefFromJob', () => {
  it.each([
    [
      { module: 'Deals', id: '1' },
      { module: 'Deals', id: '1' },
    ],
    [
      { module: 'Activities', id: '1', api: 'Calls' },
      { module: 'Activities', id: '1', api: 'Calls' },
    ],
    [
      { module: 'Deals', id: '1', api: 'Leads' },
      { module: 'Deals', id: '1' },
    ],
    [
      { module: 'Deals', id: '1', fields: { Amount: 1 } },
      { module: 'Deals', id: '1' },
    ],
  ])('reads %j', (data, ref) => {
    expect(recordRefFromJob(data)).toStrictEqual(ref);
  });

  it.each([
    [undefined],
    [null],
    ['Deals/1'],
    [[]],
    [{}],
    [{ module: 'Deals' }],
    [{ id: '1' }],
    [{ module: 'Leads', id: '1' }],
    [{ module: 'Events', id: '1' }],
    [{ module: 'Deals', id: 1 }],
    [{ module: 'Deals', id: '../1' }],
  ])('finds no record in %j', (data) => {
    expect(recordRefFromJob(data)).toBeUndefined();
  });
});
