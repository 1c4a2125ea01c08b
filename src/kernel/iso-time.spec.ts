import { describe, expect, it } from '@jest/globals';

import { dayFrom, instantMs, isoTime, knownTime } from './iso-time.js';

describe('a time', () => {
  it.each([
    [1_772_355_600_000, '2026-03-01T09:00:00.000Z', '2026-03-01T09:00:00.000Z'],
    [0, '1970-01-01T00:00:00.000Z', null],
    [undefined, null, null],
  ])('of %p is %s, and %s where 0 stands for none', (epochMs, iso, known) => {
    expect(isoTime(epochMs)).toBe(iso);
    expect(knownTime(epochMs)).toBe(known);
  });
});

describe('instantMs', () => {
  it.each([
    ['2026-05-14T11:36:13+03:00', Date.UTC(2026, 4, 14, 8, 36, 13)],
    ['2026-05-14T11:36:13+0300', Date.UTC(2026, 4, 14, 8, 36, 13)],
    ['2026-05-14T23:30:00-05:30', Date.UTC(2026, 4, 15, 5)],
    ['2026-05-14T08:36:13.987654Z', Date.UTC(2026, 4, 14, 8, 36, 13, 987)],
    ['2026-05-14 08:36Z', Date.UTC(2026, 4, 14, 8, 36)],
    [' 2026-05-14T08:36:13z ', Date.UTC(2026, 4, 14, 8, 36, 13)],
    ['2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29)],
    ['0001-01-01T00:00:00+05:30', -62_135_616_600_000],
    ['9999-12-31T23:59:59-12:00', Date.UTC(9999, 11, 31, 23, 59, 59) + 12 * 3_600_000],
  ])('reads %s', (text, expected) => {
    expect(instantMs(text)).toBe(expected);
  });

  it.each([
    '2026-05-14',
    '2026-05-14T08:36:13',
    '2026-05-14 08:36',
    '01/02/2026 10:00 AM',
    '12/01/2026',
    '01.02.2026 10:00',
    '1 Feb 2026 10:00:00 +0000',
    'Sun, 01 Feb 2026 10:00:00 GMT',
    '2026-13-45T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-05-14T25:00:00Z',
    '2026-05-14T10:00:00+25:00',
    '0000-01-01T00:00:00+05:30',
    '1772409600000',
    'yesterday',
    '',
    ' '.repeat(100_000) + '2026-05-14T08:36:13Z',
    1_747_211_773_000,
    null,
    undefined,
    {},
    ['2026-05-14T08:36:13Z'],
  ])('reads no time in %j', (value) => {
    expect(instantMs(value)).toBeUndefined();
  });
});

describe('dayFrom', () => {
  it.each(['2026-05-14', ' 2026-05-14 ', '0001-01-01', '2028-02-29'])('reads %j', (text) => {
    expect(dayFrom(text)).toBe(text.trim());
  });

  it.each([
    '2026-02-30',
    '2026-13-45',
    '2027-02-29',
    '14/05/2026',
    '2026-05-14T00:00:00Z',
    20260514,
  ])('reads no day in %j', (value) => {
    expect(dayFrom(value)).toBeUndefined();
  });
});
