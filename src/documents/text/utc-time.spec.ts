import { describe, expect, it } from '@jest/globals';

import { epochMs, utcText } from './utc-time.js';

describe('utcText', () => {
  it.each([
    ['2026-05-14T11:36:13+03:00', '2026-05-14T08:36:13Z'],
    ['2026-05-14T11:36:13+0300', '2026-05-14T08:36:13Z'],
    ['2026-05-14T23:30:00-05:30', '2026-05-15T05:00:00Z'],
    ['2026-05-14T08:36:13.987Z', '2026-05-14T08:36:13Z'],
    ['2026-05-14 08:36Z', '2026-05-14T08:36:00Z'],
    ['2026-05-14', '2026-05-14'],
    [' 2026-05-14 ', '2026-05-14'],
  ])('reads %s as %s', (text, expected) => {
    expect(utcText(text)).toBe(expected);
  });

  it.each([
    '2026-05-14T08:36:13',
    '2026-13-45',
    '2026-05-14T25:00:00Z',
    '14/05/2026',
    'tomorrow',
    '',
    1_747_211_773_000,
    null,
    undefined,
    {},
  ])('reads no time in %j', (value) => {
    expect(utcText(value)).toBeUndefined();
  });
});

describe('epochMs', () => {
  it('takes a date for its midnight in UTC', () => {
    expect(epochMs('2026-05-14')).toBe(Date.UTC(2026, 4, 14));
  });

  it('honours the offset of a date-time', () => {
    expect(epochMs('2026-05-14T00:00:00+02:00')).toBe(Date.UTC(2026, 4, 13, 22));
  });
});
