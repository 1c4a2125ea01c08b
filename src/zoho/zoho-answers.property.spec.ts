import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { anyId, anyJson, anyText } from '../../test/support/arbitraries.js';
import { always } from '../../test/support/properties.js';
import { usualApis } from '../crm/modules.js';
import { recordFrom } from './records/record-rows.js';
import { growingPauseMs, pausesAfter, retryAfterMs } from './http/retry-timing.js';

const nowMs = Date.parse('2026-03-01T09:00:00Z');

describe('a pause that Zoho asks for', () => {
  it('is none, or whole milliseconds of at most a day, whatever the header says', () => {
    const seconds = fc.oneof(fc.nat(), fc.double({ noNaN: true }), fc.bigInt()).map(String);
    const date = fc.date({ noInvalidDate: true }).map((value) => value.toUTCString());
    always([fc.oneof(anyText(), seconds, date)], (header) => {
      const waitMs = retryAfterMs(header, nowMs) ?? 1;

      expect(Number.isInteger(waitMs) && waitMs > 0 && waitMs <= 86_400_000).toBe(true);
    });
  });

  it('of so many seconds, or until such a time, is as long as that', () => {
    always([fc.integer({ min: 1, max: 86_400 })], (seconds) => {
      const date = new Date(nowMs + seconds * 1000).toUTCString();

      expect(retryAfterMs(String(seconds), nowMs)).toBe(seconds * 1000);
      expect(retryAfterMs(date, nowMs)).toBe(seconds * 1000);
    });
  });

  it('that is ours is bounded, and its bound never falls with the failures', () => {
    const pauses = fc.constantFrom(...Object.values(pausesAfter));
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    always([pauses, fc.nat({ max: 2000 }), share], (after, inARow, random) => {
      const waitMs = growingPauseMs(after, inARow, random);
      const mostMs = growingPauseMs(after, inARow, 1);

      expect(waitMs).toBeGreaterThanOrEqual(Math.floor(mostMs / 2));
      expect(waitMs).toBeLessThanOrEqual(mostMs);
      expect(mostMs).toBeLessThanOrEqual(after.longestMs);
      expect(growingPauseMs(after, inARow + 1, 1)).toBeGreaterThanOrEqual(mostMs);
    });
  });
});

describe('a record of any answer', () => {
  it('has the fields that were wanted and are there, as they are, and no other', () => {
    const names = ['Stage', 'Owner', 'Modified_Time', 'constructor', 'toString', 'Other'];
    const row = fc
      .array(fc.tuple(fc.constantFrom(...names), anyJson()), { maxLength: 6 })
      .map((entries) => Object.fromEntries(entries));
    const api = fc.constantFrom(...usualApis);
    always([api, anyId(), row, fc.subarray(names)], (module, id, fields, wanted) => {
      const record = recordFrom(
        module,
        { ...fields, id },
        {
          isAll: () => false,
          of: () => ['Name', ...wanted],
        },
      );
      const expected = wanted.filter((name) => Object.hasOwn(fields, name));

      expect(Object.keys(record.fields).sort()).toEqual(expected.sort());
      for (const name of expected) expect(record.fields[name]).toBe(fields[name]);
      const { modifiedAtMs } = record;
      expect(modifiedAtMs === undefined || Number.isFinite(modifiedAtMs)).toBe(true);
    });
  });
});
