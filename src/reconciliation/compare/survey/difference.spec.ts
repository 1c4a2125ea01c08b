import { describe, expect, it } from '@jest/globals';

import { type Gap } from '../../../gaps/gap-store.js';
import { gapWindows, needsComparison } from '../../gaps/gap-windows.js';
import { differenceOf, remedyFor, type Sightings } from './difference.js';
import { SetDigest } from './digest.js';
import { Reservoir } from './reservoir.js';
import { differenceFrom, differenceText, listedFrom, listedText } from './sighting.js';

const v = (version: number, contentHash = 'a'): { version: number; contentHash: string } => ({
  version,
  contentHash,
});
const none = undefined;

function sightings(
  listedMs: number | undefined,
  remembered: Sightings['remembered'],
  entry: Sightings['entry'],
): Sightings {
  return { listedMs, remembered, entry };
}

describe('the CRM, the memory and the ledger', () => {
  it.each([
    ['agree', sightings(5, v(5), v(5)), undefined, undefined],
    ['all without it', sightings(none, none, none), undefined, undefined],
    ['a new record', sightings(5, none, none), 'missing', 'queue'],
    ['a memory that lost a document', sightings(5, none, v(5)), 'missing', 'rewrite'],
    ['an older document', sightings(5, v(4), v(4)), 'stale', 'queue'],
    ['an older document that nobody knows of', sightings(5, v(4), none), 'stale', 'queue'],
    ['a memory set back to an older state', sightings(5, v(4), v(5)), 'stale', 'rewrite'],
    ['a record that is gone', sightings(none, v(5), v(5)), 'orphan', 'queue'],
    [
      'a record that is gone, unknown to the ledger',
      sightings(none, v(5), none),
      'orphan',
      'queue',
    ],
    ['another text of the same version', sightings(5, v(5, 'b'), v(5)), 'diverged', 'rewrite'],
    ['a ledger behind the memory', sightings(5, v(5), v(4)), 'diverged', 'rewrite'],
    ['a ledger that was lost', sightings(5, v(5), none), 'unledgered', 'queue'],
    ['a newer document than the list', sightings(5, v(6), v(6)), 'ahead', undefined],
  ])('%s', (_case, seen, difference, remedy) => {
    expect(differenceOf(seen)).toBe(difference);
    expect(remedyFor(seen)).toBe(remedy);
  });
});

describe('a found difference', () => {
  it.each([
    { difference: 'orphan', listed: undefined },
    { difference: 'missing', listed: { api: 'Events', modifiedAtMs: 1_795_600_365_000 } },
  ] as const)('is read back as it was written: $difference', (found) => {
    expect(differenceFrom(differenceText(found))).toEqual(found);
  });

  it.each(['', 'Events', 'Events:', 'no-module:5', 'Events:-5', 'Events:x'])(
    'of a list is none where it can not be read: %j',
    (text) => {
      expect(listedFrom(text)).toBeUndefined();
    },
  );

  it('keeps times beyond 2038', () => {
    const listed = { api: 'Calls', modifiedAtMs: 4_102_444_800_000 } as const;

    expect(listedFrom(listedText(listed))).toEqual(listed);
  });
});

describe('a digest of a set', () => {
  const digest = (rows: readonly (readonly [string, number])[]): string => {
    const set = new SetDigest();
    for (const [id, time] of rows) set.add(id, time);
    return set.text;
  };
  const rows = [['1', 10] as const, ['2', 20] as const, ['3', 30] as const];

  it('does not depend on the order', () => {
    expect(digest([...rows].reverse())).toBe(digest(rows));
  });

  it.each([
    [
      'a time that differs',
      [
        ['1', 10],
        ['2', 21],
        ['3', 30],
      ] as const,
    ],
    [
      'an id that differs',
      [
        ['1', 10],
        ['4', 20],
        ['3', 30],
      ] as const,
    ],
    [
      'one that is missing',
      [
        ['1', 10],
        ['2', 20],
      ] as const,
    ],
    [
      'times that were swapped',
      [
        ['1', 20],
        ['2', 10],
        ['3', 30],
      ] as const,
    ],
    [
      'digits that moved',
      [
        ['11', 0],
        ['2', 20],
        ['3', 30],
      ] as const,
    ],
  ])('tells %s', (_fact, other) => {
    expect(digest(other)).not.toBe(digest(rows));
  });
});

describe('a reservoir', () => {
  it('holds everything while there is room, and then a part of it', () => {
    const few = new Reservoir<number>(3);
    for (const item of [1, 2]) few.offer(item);
    expect(few.items).toEqual([1, 2]);

    const never = new Reservoir<number>(2, () => 0.99);
    const always = new Reservoir<number>(2, () => 0);
    for (const item of [1, 2, 3, 4]) {
      never.offer(item);
      always.offer(item);
    }
    expect([never.items, always.items]).toEqual([
      [1, 2],
      [4, 2],
    ]);
  });
});

describe('gaps', () => {
  const minute = 60_000;
  const gap = (fromMinute: number, toMinute: number): Gap => ({
    api: 'Deals',
    reason: 'downtime',
    fromMs: fromMinute * minute,
    toMs: toMinute * minute,
  });

  it('that touch are one window, others are their own', () => {
    const windows = gapWindows([gap(100, 110), gap(20, 30), gap(10, 40), gap(43, 50)], 0);

    expect(windows.map(({ gaps }) => gaps.length)).toEqual([3, 1]);
    expect(windows.map(({ window }) => window.name)).toEqual([
      `gap:${10 * minute}-${50 * minute}`,
      `gap:${100 * minute}-${110 * minute}`,
    ]);
  });

  it('are swept by the clock of Zoho, from two minutes before to two minutes after', () => {
    const [first] = gapWindows([gap(10, 20)], 5 * minute);

    expect(first?.window).toMatchObject({ sinceMs: 13 * minute, untilMs: 27 * minute });
  });

  it('need a comparison where Redis lost everything, or Zoho forgot what was deleted', () => {
    const days = (count: number): number => count * 86_400_000;
    const now = days(100);
    const since = (fromMs: number, reason: Gap['reason'] = 'downtime'): Gap => ({
      ...gap(0, 0),
      fromMs,
      reason,
    });

    expect(needsComparison(since(days(99), 'redis_lost'), now)).toBe(true);
    expect(needsComparison(since(days(39)), now)).toBe(true);
    expect(needsComparison(since(days(41)), now)).toBe(false);
  });
});
