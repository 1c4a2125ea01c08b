import { describe, expect, it } from '@jest/globals';

import { fieldsOf } from './kinds.js';
import { usualApis } from '../../crm/modules.js';

describe('fieldsOf', () => {
  it.each(usualApis)('names fields of %s, no more than a call has room for', (api) => {
    const fields = fieldsOf(api);

    expect(fields.length).toBeGreaterThan(5);
    expect(fields.length).toBeLessThanOrEqual(45);
  });

  it.each(usualApis)('names no field and no label of %s twice', (api) => {
    const fields = fieldsOf(api);

    expect(new Set(fields.map((field) => field.api)).size).toBe(fields.length);
    expect(new Set(fields.map((field) => field.label)).size).toBe(fields.length);
  });

  it.each(usualApis)('leaves out of %s what changes with every touch', (api) => {
    const names = fieldsOf(api).map((field) => field.api);

    expect(names).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(Modified_|Last_Activity)/)]),
    );
  });

  it('has the account fields whose change is critical', () => {
    const names = fieldsOf('Accounts').map((field) => field.api);

    expect(names).toEqual(
      expect.arrayContaining([
        'Account_Status',
        'Health_Score',
        'Owner',
        'Annual_Revenue',
        'Account_Type',
        'Industry',
      ]),
    );
  });
});
