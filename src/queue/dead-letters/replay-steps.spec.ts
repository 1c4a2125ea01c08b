import { describe, expect, it } from '@jest/globals';

import { firstStep, nextStep, stopAfter } from './replay-steps.js';

describe('the steps of a replay', () => {
  it('grow from a few records up to a bound', () => {
    const sizes = [firstStep];
    while (sizes.length < 6) sizes.push(nextStep(sizes.at(-1) ?? 0));

    expect(sizes).toEqual([5, 15, 45, 135, 200, 200]);
  });

  it.each([
    ['all recovered', { recovered: 5, failedAgain: 0, open: 0 }, undefined],
    ['fewer failed than recovered', { recovered: 3, failedAgain: 2, open: 0 }, undefined],
    ['as many failed as recovered', { recovered: 2, failedAgain: 2, open: 0 }, 'failing_again'],
    ['all failed', { recovered: 0, failedAgain: 1, open: 0 }, 'failing_again'],
    ['nothing came of any', { recovered: 0, failedAgain: 0, open: 5 }, 'no_result'],
    ['something is open', { recovered: 4, failedAgain: 0, open: 1 }, 'no_result'],
    ['most failed and one is open', { recovered: 1, failedAgain: 3, open: 1 }, 'failing_again'],
    ['nothing is left of them', { recovered: 0, failedAgain: 0, open: 0 }, undefined],
  ])('end, or go on, where %s', (_, result, stop) => {
    expect(stopAfter(result)).toBe(stop);
  });
});
