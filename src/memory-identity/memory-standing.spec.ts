import { describe, expect, it } from '@jest/globals';

import { goneAfterMs, type MemoryUser, standingOf } from './memory-standing.js';

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
