import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { always } from '../../../test/support/properties.js';
import { epochMs, shortTimeText, timeText } from './time-text.js';

describe('timeText', () => {
  it.each([
    ['2026-05-14T11:36:13+03:00', '2026-05-14T08:36:13Z'],
    ['2026-05-14T23:30:00-05:30', '2026-05-15T05:00:00Z'],
    ['2026-05-14T08:36:13.987Z', '2026-05-14T08:36:13Z'],
    ['2026-05-14', '2026-05-14'],
    [' 2026-05-14 ', '2026-05-14'],
  ])('reads %s as %s', (text, expected) => {
    expect(timeText(text)).toBe(expected);
    expect(shortTimeText(text)).toBe(expected);
  });

  it.each(['2026-05-14T08:36:13', '2026-13-45', '14/05/2026', 'tomorrow', '', 7, null, {}])(
    'reads no time in %j',
    (value) => {
      expect(timeText(value, 'Europe/Berlin')).toBeUndefined();
    },
  );

  it.each([
    ['Europe/Berlin', '2026-05-14T08:36:13Z', '2026-05-14 10:36 +02:00'],
    ['Europe/Berlin', '2026-01-14T08:36:13Z', '2026-01-14 09:36 +01:00'],
    ['Asia/Kolkata', '2026-05-14T23:00:00-05:00', '2026-05-15 09:30 +05:30'],
    ['America/New_York', '2026-05-14T02:00:00Z', '2026-05-13 22:00 -04:00'],
    ['Australia/Adelaide', '2026-12-31T20:00:00Z', '2027-01-01 06:30 +10:30'],
  ])('says by the clocks of %s that %s is %s', (timeZone, text, expected) => {
    const utc = timeText(text);

    expect(timeText(text, timeZone)).toBe(`${expected} (${String(utc)})`);
    expect(shortTimeText(text, timeZone)).toBe(expected);
  });

  it.each(['Mars/Olympus', '', 'Europe/Berlin; DROP', '\u0000', 'UTC'])(
    'says it in UTC alone where the zone is %j',
    (timeZone) => {
      expect(timeText('2026-05-14T10:36:13+02:00', timeZone)).toBe('2026-05-14T08:36:13Z');
    },
  );

  it('leaves a day as it is in any zone', () => {
    expect(timeText('2026-05-14', 'Pacific/Kiritimati')).toBe('2026-05-14');
  });

  it('says a time of before there were zones in UTC', () => {
    const first = '0001-01-01T00:00:00+05:30';

    expect(timeText(first, 'Europe/Berlin')).toBe('0000-12-31T18:30:00Z');
    expect(shortTimeText(first, 'Asia/Kolkata')).toBe('0000-12-31T18:30:00Z');
  });

  it('means the same minute by the clocks of any zone', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const times = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2100, 0, 1) });
    always([zones, times], (zone, ms) => {
      const local = shortTimeText(new Date(ms).toISOString(), zone) ?? '';

      const readable = local.replace(/^(\S+) (\S+) (\S+)$/, '$1T$2:00$3');
      expect(Math.floor(Date.parse(readable) / 60_000)).toBe(Math.floor(ms / 60_000));
    });
  });
});

describe('epochMs', () => {
  it('takes a day for its midnight in UTC', () => {
    expect(epochMs('2026-05-14')).toBe(Date.UTC(2026, 4, 14));
  });

  it('honours the offset of a date-time', () => {
    expect(epochMs('2026-05-14T00:00:00+02:00')).toBe(Date.UTC(2026, 4, 13, 22));
  });

  it.each(['2026-05-14T00:00:00', '2026-02-30', 'x', 5])('reads no time in %j', (value) => {
    expect(epochMs(value)).toBeUndefined();
  });
});
