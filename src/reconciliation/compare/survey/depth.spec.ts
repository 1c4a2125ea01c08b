import { describe, expect, it } from '@jest/globals';

import { shareOfDay } from './depth.js';

const ids = Array.from({ length: 500 }, (_, index) => String(5_437_000_000_000_000 + index));
const dayMs = 86_400_000;

describe('the share of a day', () => {
  it.each([1, 0.5, 0.02])('of %d gives every record its turn, once', (share) => {
    const turns = Math.round(1 / share);
    const days = Array.from({ length: turns }, (_, day) => shareOfDay(share, day * dayMs));

    for (const id of ids) expect(days.filter((isDue) => isDue(id))).toHaveLength(1);
  });

  it('is the same all day, and nobody of none', () => {
    const [morning, evening] = [shareOfDay(0.1, 5 * dayMs), shareOfDay(0.1, 6 * dayMs - 1)];

    expect(ids.filter(morning)).toEqual(ids.filter(evening));
    expect(ids.filter(shareOfDay(0, 5 * dayMs))).toEqual([]);
  });
});
