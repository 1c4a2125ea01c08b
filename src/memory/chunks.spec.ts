import { describe, expect, it } from '@jest/globals';

import { chunksOf } from './chunks.js';

describe('chunksOf', () => {
  const size = (item: number): number => item;

  it.each([
    ['nothing', [], []],
    ['few and small items together', [1, 2, 3], [[1, 2, 3]]],
    [
      'no more than the count',
      [1, 1, 1, 1, 1],
      [
        [1, 1, 1],
        [1, 1],
      ],
    ],
    ['no more than the size', [6, 4, 1], [[6, 4], [1]]],
    ['an item larger than the size alone', [1, 50, 1], [[1], [50], [1]]],
  ])('puts %s', (_, items, chunks) => {
    expect(chunksOf(items, { count: 3, size: 10 }, size)).toEqual(chunks);
  });
});
