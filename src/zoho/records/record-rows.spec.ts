import { describe, expect, it } from '@jest/globals';

import { recordFrom } from './record-rows.js';

describe('recordFrom', () => {
  it('takes no field from the language: one that Zoho did not send is absent', () => {
    const { fields } = recordFrom('Deals', { id: '1', Stage: 'Won' }, ['Stage', 'constructor']);

    expect(fields).toEqual({ Stage: 'Won' });
  });
});
