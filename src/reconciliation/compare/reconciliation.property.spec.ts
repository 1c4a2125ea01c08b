import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { anyId } from '../../../test/support/arbitraries.js';
import { always } from '../../../test/support/properties.js';
import { comparisonCredits, creditDay, creditsAreLow, restOfDayMs } from '../sweep/credits.js';
import { cursorAfter, firstWindowSinceMs, overlapMs } from '../sweep/window.js';
import { differenceOf, remedyFor, type Sightings } from './survey/difference.js';
import { SetDigest } from './survey/digest.js';
import { Reservoir } from './survey/reservoir.js';

const anyTime = fc.integer({ min: 1e12, max: 4e12 });

describe('windows, one after the other', () => {
  it('leave no time out and never go back, also where the clock does or was not read', () => {
    const starts = fc.array(fc.option(anyTime, { nil: undefined }), { maxLength: 20 });
    always([anyTime, starts], (firstMs, list) => {
      let cursor = firstWindowSinceMs(firstMs);
      let latest = firstMs;
      for (const startedAtMs of list) {
        const next = cursorAfter(cursor, startedAtMs) ?? NaN;
        latest = Math.max(latest, startedAtMs ?? 0);

        expect(next).toBeGreaterThanOrEqual(cursor);
        expect(next).toBeLessThanOrEqual(latest - overlapMs);
        cursor = next;
      }
      const known = list.filter((startedAtMs) => startedAtMs !== undefined);
      if (known.length > 0) expect(cursor).toBeGreaterThanOrEqual(Math.max(...known) - overlapMs);
    });
  });
});

describe('credits', () => {
  it('count for a day that ends when its rest is over', () => {
    always([anyTime], (nowMs) => {
      const endMs = nowMs + restOfDayMs(nowMs);

      expect(restOfDayMs(nowMs)).toBeGreaterThan(0);
      expect(creditDay(endMs - 1)).toBe(creditDay(nowMs));
      expect(creditDay(endMs)).not.toBe(creditDay(nowMs));
    });
  });

  it('are low below a bound that only rises with the most that was seen', () => {
    const count = fc.nat({ max: 1_000_000 });
    always([count, count, count], (remaining, highest, more) => {
      if (creditsAreLow(remaining, highest)) {
        expect(creditsAreLow(remaining, highest + more)).toBe(true);
        expect(creditsAreLow(Math.max(0, remaining - more), highest)).toBe(true);
      }
      expect(creditsAreLow(999, highest)).toBe(true);
    });
  });

  it('of a comparison are never fewer than those of its parts are at least', () => {
    const count = fc.nat({ max: 100_000 });
    always([count, count], (one, other) => {
      const whole = comparisonCredits(one + other);

      expect(whole).toBeGreaterThan(0);
      expect(whole).toBeGreaterThanOrEqual(comparisonCredits(one));
      expect(whole).toBeLessThanOrEqual(comparisonCredits(one) + comparisonCredits(other));
    });
  });
});

describe('the digest of a set', () => {
  const pairs = fc.uniqueArray(fc.tuple(anyId(), anyTime), {
    selector: ([id]) => id,
    maxLength: 20,
  });
  const digestOf = (list: readonly (readonly [string, number])[]): SetDigest => {
    const digest = new SetDigest();
    for (const [id, modifiedAtMs] of list) digest.add(id, modifiedAtMs);
    return digest;
  };

  it('is the same in any order, and another once one record is another or is missing', () => {
    const changed = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 1000 }));
    always([pairs, fc.infiniteStream(fc.double()), changed], (list, order, [place, laterMs]) => {
      const keyed = list.map((pair) => ({ pair, at: order.next().value as number }));
      const shuffled = keyed.sort((a, b) => a.at - b.at).map(({ pair }) => pair);
      const { text, count } = digestOf(list);

      expect(digestOf(shuffled).text).toBe(text);
      expect(count).toBe(list.length);
      expect(text).toMatch(/^[0-9a-f]{32}$/);
      if (list.length === 0) return;
      const at = place % list.length;
      const other = list.map(([id, ms], index) => [id, index === at ? ms + laterMs : ms] as const);
      expect(digestOf(other).text).not.toBe(text);
      expect(digestOf(list.filter((_, index) => index !== at)).text).not.toBe(text);
    });
  });
});

describe('a reservoir', () => {
  it('keeps as many as fit, each of them offered, none twice, whatever chance says', () => {
    const chances = fc.infiniteStream(fc.double({ min: 0, max: 0.999999, noNaN: true }));
    always([fc.nat({ max: 20 }), fc.nat({ max: 100 }), chances], (size, offered, random) => {
      const reservoir = new Reservoir<number>(size, () => random.next().value as number);
      for (let item = 0; item < offered; item += 1) reservoir.offer(item);

      expect(reservoir.items).toHaveLength(Math.min(size, offered));
      expect(new Set(reservoir.items).size).toBe(reservoir.items.length);
      expect(reservoir.items.every((item) => item >= 0 && item < offered)).toBe(true);
    });
  });
});

describe('what is done about a difference', () => {
  const held = fc.option(
    fc.record({ version: fc.nat({ max: 3 }), contentHash: fc.constantFrom('a', 'b') }),
    { nil: undefined },
  );
  const anySightings: fc.Arbitrary<Sightings> = fc.record({
    listedMs: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
    remembered: held,
    entry: held,
  });

  /** All three tell the same, be it that there is no such record. */
  const agree = ({ listedMs, remembered, entry }: Sightings): boolean => {
    if (listedMs === undefined) return remembered === undefined;
    const held = [remembered?.version, entry?.version];
    const sameContent = remembered?.contentHash === entry?.contentHash;
    return held.every((version) => version === listedMs) && sameContent;
  };

  it('is nothing where all three agree or memory is ahead, and something everywhere else', () => {
    always([anySightings], (sightings) => {
      const { listedMs = Infinity, remembered } = sightings;
      const isAhead = remembered !== undefined && remembered.version > listedMs;
      const isWell = agree(sightings);

      expect(differenceOf(sightings) === undefined).toBe(isWell);
      expect(remedyFor(sightings) === undefined).toBe(isWell || isAhead);
    });
  });

  it('writes anew where the ledger would keep a sync from writing', () => {
    always([anySightings], (sightings) => {
      const { listedMs, entry } = sightings;
      const remedy = remedyFor(sightings);
      const wouldKeep = listedMs !== undefined && entry !== undefined && entry.version >= listedMs;

      if (wouldKeep && remedy !== undefined) expect(remedy).toBe('rewrite');
    });
  });
});
