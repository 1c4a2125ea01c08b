import { describe, expect, it } from '@jest/globals';

import { editDistance } from './spellings.js';

describe('editDistance', () => {
  it.each([
    ['lindquist', 'lindqvist', 1],
    ['frieght', 'freight', 1],
    ['martha', 'marta', 1],
    ['machinenbau', 'maschinenbau', 1],
    ['same', 'same', 0],
    ['acme', 'globex', 3],
  ])('of %s and %s is %i, or more than two', (left, right, distance) => {
    expect(editDistance(left, right, 2)).toBe(distance);
  });
});
