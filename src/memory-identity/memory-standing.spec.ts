import { describe, expect, it } from '@jest/globals';

import { factsStandingOf, goneAfterMs, type MemoryUser, standingOf } from './memory-standing.js';

const nowMs = 1_800_000_000_000;
const own = { id: 'me', memory: 'mine' };

describe('a memory', () => {
  const fellow = (values: Partial<MemoryUser>): MemoryUser => ({
    id: 'fellow',
    memory: 'theirs',
    seenAtMs: nowMs,
    ...values,
  });

  it.each([
    ['is the first where the ledger describes none', undefined, [fellow({})], 'first'],
    ['is the described one', 'mine', [fellow({})], 'described'],
    ['is another one while a fellow writes the described one', 'theirs', [fellow({})], 'other'],
    ['succeeds one that nobody writes', 'theirs', [], 'successor'],
    ['succeeds one that only itself wrote', 'theirs', [fellow({ id: 'me' })], 'successor'],
    ['succeeds one whose fellows write a third', 'theirs', [fellow({ memory: 'x' })], 'successor'],
    [
      'succeeds one whose last fellow is gone',
      'theirs',
      [fellow({ seenAtMs: nowMs - goneAfterMs })],
      'successor',
    ],
  ] as const)('%s', (_title, described, users, standing) => {
    expect(standingOf(own, described, users, nowMs)).toBe(standing);
  });
});

describe('facts', () => {
  const mine = { id: 'me', memory: 'm', facts: 'f', seenAtMs: nowMs };
  const fellow = (values: Partial<MemoryUser>): MemoryUser => ({
    ...mine,
    id: 'fellow',
    ...values,
  });

  it.each([
    ['are unproven where none are described', undefined, [], 'unproven'],
    ['are unproven where those of another memory are described', 'f of x', [], 'unproven'],
    ['are unproven where others are described', 'g of m', [], 'unproven'],
    ['are whole where they are described', 'f of m', [], 'whole'],
    ['are whole next to a fellow with the same', 'f of m', [fellow({})], 'whole'],
    ['are apart from those of a fellow', 'f of m', [fellow({ facts: 'g' })], 'apart'],
    ['are apart from a fellow without', 'f of m', [fellow({ facts: undefined })], 'apart'],
    [
      'are whole next to a fellow with another memory',
      'f of m',
      [fellow({ facts: 'g', memory: 'x' })],
      'whole',
    ],
    [
      'are whole once the other one is gone',
      'f of m',
      [fellow({ facts: 'g', seenAtMs: nowMs - goneAfterMs })],
      'whole',
    ],
    ['are whole beside an older note of itself', 'f of m', [{ ...mine, facts: 'g' }], 'whole'],
  ] as const)('%s', (_title, described, users, standing) => {
    expect(factsStandingOf(mine, described, users, nowMs)).toBe(standing);
  });
});
