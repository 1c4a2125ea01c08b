import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { always } from '../../../test/support/properties.js';
import {
  AppError,
  type Retry,
  retryAfter,
  retryLater,
  retryNever,
} from '../../kernel/app-error.js';
import { backoffMs, retryVerdict } from './retry-policy.js';

// What the settings allow.
const anyMost = fc.integer({ min: 1, max: 100 });
const anyBaseMs = fc.integer({ min: 0, max: 60_000 });
const anyAttempt = fc.integer({ min: 1, max: 1000 });
const anyShare = fc.double({ min: 0, max: 1, noNaN: true });

function failed(retry: Retry): AppError {
  return new AppError('any.failure', 'Any.', { retry });
}

describe('the attempts of a record', () => {
  const anyFailure = fc.oneof(
    { weight: 5, arbitrary: fc.constant(retryLater) },
    { weight: 1, arbitrary: fc.nat().map(retryAfter) },
    { weight: 1, arbitrary: fc.constant(retryNever) },
  );

  it('end: never more than are allowed count, none follows one that can not help', () => {
    const failures = fc.array(anyFailure, { minLength: 150, maxLength: 300 });
    always([anyMost, failures], (most, list) => {
      let counted = 0;
      const verdicts = [];
      for (const retry of list) {
        const verdict = retryVerdict(failed(retry), {
          attempt: counted + 1,
          maxAttempts: most,
          pauseMs: () => 1,
          isWhole: false,
        });
        verdicts.push(verdict.action);
        if (verdict.action === 'retry') counted += 1;
        if (verdict.action === 'pause')
          expect(verdict).toEqual({
            action: 'pause',
            forMs: retry.kind === 'pause' ? retry.forMs : NaN,
          });
        if (verdict.action === 'give-up') break;
      }
      const last = list[verdicts.length - 1];

      expect(counted).toBeLessThan(most);
      const rightEnd = last?.kind === 'never' || counted === most - 1;
      expect(verdicts.at(-1) === 'give-up' ? rightEnd : verdicts.length === list.length).toBe(true);
      expect(list.slice(0, verdicts.length - 1)).not.toContainEqual(retryNever);
    });
  });
});

describe('the wait between two attempts', () => {
  it('is whole, between half and all of its bound, and at most 30 s', () => {
    always([anyAttempt, anyBaseMs, anyShare], (attempt, baseMs, share) => {
      const waitMs = backoffMs(attempt, baseMs, () => share);
      const boundMs = backoffMs(attempt, baseMs, () => 1);

      expect(Number.isInteger(waitMs)).toBe(true);
      expect(waitMs).toBeGreaterThanOrEqual(Math.floor(boundMs / 2));
      expect(waitMs).toBeLessThanOrEqual(boundMs);
      expect(boundMs).toBeLessThanOrEqual(30_000);
    });
  });

  it('has a bound that never falls with the attempts or the base, and doubles below its limit', () => {
    const most = (attempt: number, baseMs: number) => backoffMs(attempt, baseMs, () => 1);
    always([anyAttempt, anyBaseMs], (attempt, baseMs) => {
      const bound = most(attempt, baseMs);

      expect(most(attempt + 1, baseMs)).toBe(Math.min(30_000, bound * 2));
      expect(most(attempt, baseMs + 1)).toBeGreaterThanOrEqual(bound);
    });
  });

  it('is spread: another chance gives another wait, in its order', () => {
    const whole = fc.integer({ min: 100, max: 60_000 });
    always([anyAttempt, whole, anyShare, anyShare], (attempt, baseMs, one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      const wait = (share: number) => backoffMs(attempt, baseMs, () => share);

      expect(wait(less)).toBeLessThanOrEqual(wait(more));
      if (more - less > 0.1) expect(wait(less)).toBeLessThan(wait(more));
    });
  });
});
