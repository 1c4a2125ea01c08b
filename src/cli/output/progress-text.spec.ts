import { describe, expect, it } from '@jest/globals';

import { countText, grouped, progressText } from './progress-text.js';

describe('progress', () => {
  it.each([
    [{ done: 0, of: 100, elapsedMs: 0 }, '[------------------------]   0%  0 of 100'],
    [
      { done: 2500, of: 10_000, elapsedMs: 10_000 },
      '[######------------------]  25%  2,500 of 10,000  250/s  30 s left',
    ],
    [
      { done: 1000, of: 100_000, elapsedMs: 10_000 },
      '[------------------------]   1%  1,000 of 100,000  100/s  17 min left',
    ],
    [{ done: 100, of: 100, elapsedMs: 2000 }, '[########################] 100%  100 of 100  50/s'],
    [{ done: 0, of: 0, elapsedMs: 5 }, '[########################] 100%  0 of 0'],
  ])('%j', (progress, text) => {
    expect(progressText(progress)).toBe(text);
  });

  it('without a known end is a count and a rate', () => {
    expect(countText('listed', 12_400, 2000)).toBe('12,400 listed  6,200/s');
  });

  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1_234_567, '1,234,567'],
  ])('%i reads %s', (count, text) => {
    expect(grouped(count)).toBe(text);
  });
});
