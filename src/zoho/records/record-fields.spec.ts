import { describe, expect, it } from '@jest/globals';

import { fieldGroups, idGroups } from './record-fields.js';

describe('the fields of a call', () => {
  it.each([1, 50, 51, 98, 99, 200])('are all asked for when there are %d', (count) => {
    const fields = ['id', 'Modified_Time', ...Array.from({ length: count }, (_, i) => `F${i}`)];

    const groups = fieldGroups(fields);

    expect(new Set(groups.flat())).toEqual(new Set(fields));
    expect(Math.max(...groups.map((group) => group.length))).toBeLessThanOrEqual(50);
  });
});

describe('the ids of a call', () => {
  it.each([19, 30])('are at most 50 and 1024 characters, at %d digits each', (digits) => {
    const ids = Array.from({ length: 120 }, (_, index) => String(index).padStart(digits, '1'));

    const groups = idGroups(ids);

    expect(groups.flat()).toEqual(ids);
    expect(Math.max(...groups.map((group) => group.length))).toBeLessThanOrEqual(50);
    expect(Math.max(...groups.map((group) => group.join(',').length))).toBeLessThanOrEqual(1024);
  });
});
