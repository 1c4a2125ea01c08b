import { describe, expect, it } from '@jest/globals';

import { recordFrom } from './record-rows.js';

describe('recordFrom', () => {
  it('takes no field from the language: one that Zoho did not send is absent', () => {
    const wanted = { isAll: () => false, of: (): [string, string] => ['Stage', 'constructor'] };
    const { fields } = recordFrom('Deals', { id: '1', Stage: 'Won' }, wanted);

    expect(fields).toEqual({ Stage: 'Won' });
  });

  it('takes all that Zoho sent where nobody knows which fields there are', () => {
    const wanted = { isAll: () => true, of: (): [string] => ['id'] };
    const { fields } = recordFrom('Leads', { id: '1', Company: 'Acme' }, wanted);

    expect(fields).toEqual({ id: '1', Company: 'Acme' });
  });
});
