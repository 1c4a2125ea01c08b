import { describe, expect, it } from '@jest/globals';

import { roomFor } from './sweep-queue.js';

describe('room for sweeps', () => {
  it.each([
    [0, 10_000, 5000],
    [4999, 10_000, 1],
    [5000, 10_000, 0],
    [9000, 10_000, 0],
    [0, 1, 1],
    [1, 1, 0],
  ])('with %i waiting of %i: %i', (waiting, limit, room) => {
    expect(roomFor(waiting, limit)).toBe(room);
  });
});
