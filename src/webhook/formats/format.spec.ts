import { describe, expect, it } from '@jest/globals';

import { kindFrom } from './format.js';

describe('kindFrom', () => {
  it.each([
    ['create', 'create'],
    ['insert', 'create'],
    ['update', 'update'],
    ['edit', 'update'],
    ['delete', 'delete'],
    ['restore', 'restore'],
    ['Insert', 'create'],
    ['DELETE', 'delete'],
  ])('takes %s for %s', (operation, kind) => {
    expect(kindFrom(operation)).toBe(kind);
  });

  it.each(['', 'merge', ' update', 'constructor', 'toString', '__proto__', 1, null, undefined, {}])(
    'knows no kind for %p',
    (operation) => {
      expect(kindFrom(operation)).toBeUndefined();
    },
  );
});
