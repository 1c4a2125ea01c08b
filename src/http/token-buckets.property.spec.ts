import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { always } from '../../test/support/properties.js';
import { TokenBuckets } from './token-buckets.js';

const anyOptions = fc.record({
  burst: fc.integer({ min: 1, max: 20 }),
  perSecond: fc.double({ min: 0.1, max: 10, noNaN: true }),
});
const anyRequests = fc.array(
  fc.record({ address: fc.constantFrom('a', 'b'), afterMs: fc.nat({ max: 3000 }) }),
  { maxLength: 60 },
);

describe('an allowance', () => {
  it('lets through no more than its burst and rate in any span of time, each address for itself', () => {
    always([anyOptions, anyRequests], (options, requests) => {
      const buckets = new TokenBuckets(options);
      const letThrough: { address: string; atMs: number }[] = [];
      let atMs = 0;
      for (const { address, afterMs } of requests) {
        atMs += afterMs;
        const isEmpty = buckets.isEmpty(address, atMs);
        const taken = buckets.take(address, atMs);
        if (taken) letThrough.push({ address, atMs });
        expect(taken).toBe(!isEmpty);
      }
      for (const address of ['a', 'b']) {
        const times = letThrough.filter((one) => one.address === address).map((one) => one.atMs);
        for (const [first, from] of times.entries()) {
          for (const [last, to] of times.entries()) {
            if (last < first) continue;
            const most = options.burst + ((to - from) / 1000) * options.perSecond;
            expect(last - first + 1).toBeLessThanOrEqual(most + 1e-6);
          }
        }
      }
    });
  });

  it('is whole again after a pause, and refuses nobody who keeps to its rate', () => {
    always([anyOptions, fc.integer({ min: 1, max: 100 })], (options, times) => {
      const buckets = new TokenBuckets(options);
      const everyMs = Math.ceil(1000 / options.perSecond) + 1;
      const steady = Array.from({ length: times }, (_, index) =>
        buckets.take('a', index * everyMs),
      );
      const later = times * everyMs + (options.burst + 1) * everyMs;
      const burst = Array.from({ length: options.burst }, () => buckets.take('a', later));

      expect([...steady, ...burst]).not.toContain(false);
      expect(buckets.take('a', later)).toBe(false);
    });
  });
});
