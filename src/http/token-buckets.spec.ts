import { describe, expect, it } from '@jest/globals';

import { TokenBuckets } from './token-buckets.js';

const take = (buckets: TokenBuckets, address: string, times: number, nowMs: number): boolean[] =>
  Array.from({ length: times }, () => buckets.take(address, nowMs));

describe('TokenBuckets', () => {
  it('allow a burst and no more', () => {
    const buckets = new TokenBuckets({ burst: 2, perSecond: 1 });

    expect(take(buckets, 'a', 3, 0)).toEqual([true, true, false]);
    expect(buckets.isEmpty('a', 0)).toBe(true);
  });

  it('give back with time, up to the burst', () => {
    const buckets = new TokenBuckets({ burst: 2, perSecond: 0.5 });
    take(buckets, 'a', 2, 0);

    expect(take(buckets, 'a', 2, 2000)).toEqual([true, false]);
    expect(take(buckets, 'a', 3, 3_600_000)).toEqual([true, true, false]);
  });

  it('give nothing back where the clock goes backwards', () => {
    const buckets = new TokenBuckets({ burst: 1, perSecond: 1 });
    buckets.take('a', 10_000);

    expect(buckets.take('a', 0)).toBe(false);
  });

  it('keep addresses apart, and nothing is empty of one never heard of', () => {
    const buckets = new TokenBuckets({ burst: 1, perSecond: 1 });
    buckets.take('a', 0);

    expect(buckets.isEmpty('b', 0)).toBe(false);
    expect(buckets.take('b', 0)).toBe(true);
  });

  it('forget the address heard of longest ago where there are too many', () => {
    const buckets = new TokenBuckets({ burst: 1, perSecond: 0.001, most: 2 });
    for (const address of ['a', 'b', 'c']) buckets.take(address, 0);

    expect(['a', 'b', 'c'].map((address) => buckets.isEmpty(address, 0))).toEqual([
      false,
      true,
      true,
    ]);
  });
});
