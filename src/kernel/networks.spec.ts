import { describe, expect, it } from '@jest/globals';

import { Networks } from './networks.js';

describe('Networks', () => {
  it.each<[readonly string[], string, boolean]>([
    [[], '10.0.0.1', false],
    [['10.0.0.1'], '10.0.0.1', true],
    [['10.0.0.1'], '10.0.0.2', false],
    [['10.0.0.0/8'], '10.255.0.1', true],
    [['10.0.0.0/8'], '11.0.0.1', false],
    [['fd00::/8', '10.0.0.0/8'], 'fd00::7', true],
    [['fd00::/8'], '10.0.0.1', false],
    [['0.0.0.0/0'], '8.8.8.8', true],
    [['10.0.0.0/8'], 'nonsense', false],
    [['10.0.0.0/8'], '', false],
  ])('of %j include %s: %s', (texts, address, isIn) => {
    expect(Networks.of(texts)?.includes(address)).toBe(isIn);
  });

  it.each(['proxy', '10.0.0', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/', '10.0.0.0/8/8', ''])(
    '%j is none',
    (text) => {
      expect(Networks.of([text])).toBeUndefined();
    },
  );
});
