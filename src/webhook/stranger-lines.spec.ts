import { describe, expect, it } from '@jest/globals';

import { StrangerLines } from './stranger-lines.js';

describe('lines about strangers', () => {
  it('are written for the first of an address, then for samples that tell of the rest', () => {
    const lines = new StrangerLines();
    const taken = Array.from({ length: 100 }, () => lines.take('192.0.2.1', 0));

    expect(taken.filter((line) => line !== undefined)).toHaveLength(20);
    expect(lines.take('192.0.2.2', 0)).toBe(80);
    expect(lines.take('192.0.2.1', 10_000)).toBe(0);
    expect(lines.take('192.0.2.1', 10_000)).toBeUndefined();
  });

  it('are few in all, however many addresses somebody has', () => {
    const lines = new StrangerLines();
    const taken = Array.from({ length: 5000 }, (_, number) => lines.take(String(number), 0));

    expect(taken.filter((line) => line !== undefined)).toHaveLength(200);
  });
});
