import { describe, expect, it } from '@jest/globals';

import { conditionFrom, givenOrder } from './where-option.js';

describe('a condition on the command line', () => {
  it.each([
    ['Stage = Negotiation/Review', { field: 'Stage', op: '=', value: 'Negotiation/Review' }],
    ['Amount>=1000', { field: 'Amount', op: '>=', value: '1000' }],
    [
      'Closing date within this month',
      { field: 'Closing date', op: 'within', value: 'this month' },
    ],
    ['owner != Ann Lee', { field: 'owner', op: '!=', value: 'Ann Lee' }],
    ['Stage in Won, Lost', { field: 'Stage', op: 'in', value: 'Won, Lost' }],
    ['Amount is_empty', { field: 'Amount', op: 'is_empty', value: true }],
    ['Amount is_empty false', { field: 'Amount', op: 'is_empty', value: 'false' }],
    ['Subject contains a = b', { field: 'Subject', op: 'contains', value: 'a = b' }],
  ])('%s', (text, condition) => {
    expect(conditionFrom(text)).toEqual(condition);
  });

  it.each(['', 'Stage', '= 5', 'Stage is Won'])('is not %j', (text) => {
    expect(() => conditionFrom(text)).toThrow('Not a condition');
  });

  it('is beside an order', () => {
    expect(givenOrder(['-Amount', 'Stage'])).toEqual([
      { field: 'Amount', dir: 'desc' },
      { field: 'Stage', dir: 'asc' },
    ]);
  });
});
