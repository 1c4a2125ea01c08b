import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { anyText } from '../../test/support/arbitraries.js';
import { always } from '../../test/support/properties.js';
import { durationMs } from './duration.js';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5 };
const anyUnit = fc.constantFrom(...Object.keys(units));
const anyAmount = fc.nat({ max: 999_999_999 });

describe('a duration', () => {
  it('is read as it is written, exactly, in every unit', () => {
    always([anyAmount, anyUnit], (amount, unit) => {
      expect(durationMs(`${amount}${unit}`)).toBe(amount * (units[unit] ?? NaN));
    });
  });

  it('is the same in a smaller unit', () => {
    const smaller = fc.constantFrom(['d', 'h', 24], ['h', 'm', 60], ['m', 's', 60]) as fc.Arbitrary<
      [string, string, number]
    >;
    always([fc.nat({ max: 10_000_000 }), smaller], (amount, [large, small, times]) => {
      expect(durationMs(`${amount}${large}`)).toBe(durationMs(`${amount * times}${small}`));
    });
  });

  it('is no other text than a number with its unit', () => {
    const piece = fc.oneof(anyText(), anyAmount.map(String), anyUnit);
    const around = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join(''));
    always([fc.oneof(anyText(), around)], (text) => {
      const ms = durationMs(text);

      if (ms !== undefined) expect(text.trim()).toMatch(/^[0-9]{1,9}(?:ms|[smhd])$/);
      expect(ms ?? 0).toBeGreaterThanOrEqual(0);
    });
  });
});
