import { describe, expect, it } from '@jest/globals';

import { type Trouble } from '../../observability/trouble.js';
import { type DeadLetter } from './dead-letter.js';
import { isReplayDue, nextTryMs } from './replay-due.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const nowMs = 1_000 * hourMs;

/** Given up first and last so many ms ago. */
function letter(firstMs: number, lastMs: number, changes: Partial<DeadLetter> = {}): DeadLetter {
  return {
    module: 'Deals',
    id: '1',
    code: 'zoho.unavailable',
    message: 'm',
    causes: [],
    requestIds: [],
    retryable: true,
    attempts: 3,
    firstFailedAtMs: nowMs - firstMs,
    failedAtMs: nowMs - lastMs,
    ...changes,
  };
}

const well = { nowMs, troubles: [], mendedMs: new Map() };
const mended = { ...well, mendedMs: new Map([['zoho', nowMs - 1000] as const]) };
const trouble: Trouble = {
  subject: 'zoho',
  sinceMs: nowMs,
  lastFailedMs: nowMs,
  code: 'zoho.timeout',
  message: 'm',
};

describe('a dead letter is tried again by itself', () => {
  it.each([
    ['a minute after it was given up', letter(minuteMs, minuteMs), well, true],
    ['no sooner', letter(50_000, 50_000), well, false],
    ['after twice as long the next time', letter(10 * minuteMs, 5 * minuteMs), well, true],
    ['no sooner than that', letter(10 * minuteMs, 4 * minuteMs), well, false],
    ['every hour at the latest', letter(10 * hourMs, hourMs), well, true],
    ['for a day', letter(26 * hourMs, hourMs), well, false],
    ['once what it failed for works again', letter(5000, 5000), mended, true],
    ['then also after a day', letter(50 * hourMs, 2000), mended, true],
    ['but not if it failed since', letter(5000, 500), mended, false],
    [
      'not while that is in trouble again',
      letter(5000, 5000),
      { ...mended, troubles: [trouble] },
      false,
    ],
    [
      'not where something else works again',
      letter(5000, 5000, { code: 'memory.busy' }),
      mended,
      false,
    ],
    ['never where trying can’t help', letter(hourMs, hourMs, { retryable: false }), mended, false],
  ])('%s', (_, given, surroundings, due) => {
    expect(isReplayDue(given, surroundings)).toBe(due);
  });

  it('at a time that can be told', () => {
    expect(nextTryMs(letter(minuteMs, minuteMs))).toBe(nowMs);
    expect(nextTryMs(letter(0, 0, { retryable: false }))).toBe(Infinity);
  });
});
