import { describe, expect, it } from '@jest/globals';

import { Calendar, periodNamed } from './calendar.js';

const berlin = new Calendar('Europe/Berlin');
/** A Wednesday; in Berlin it is Thursday already. */
const nowMs = Date.parse('2026-01-14T23:30:00Z');

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

describe('a named period', () => {
  it.each([
    ['today', '2026-01-15', '2026-01-16'],
    ['Yesterday', '2026-01-14', '2026-01-15'],
    ['tomorrow', '2026-01-16', '2026-01-17'],
    ['this week', '2026-01-12', '2026-01-19'],
    ['last week', '2026-01-05', '2026-01-12'],
    ['next week', '2026-01-19', '2026-01-26'],
    ['this month', '2026-01-01', '2026-02-01'],
    ['last month', '2025-12-01', '2026-01-01'],
    ['next_month', '2026-02-01', '2026-03-01'],
    ['this quarter', '2026-01-01', '2026-04-01'],
    ['last quarter', '2025-10-01', '2026-01-01'],
    ['next year', '2027-01-01', '2028-01-01'],
    ['last 7 days', '2026-01-09', '2026-01-16'],
    ['next 1 day', '2026-01-15', '2026-01-16'],
    ['next 30 days', '2026-01-15', '2026-02-14'],
  ])('%s is from %s to before %s', (name, from, before) => {
    const period = periodNamed(name, nowMs, berlin);

    expect([period?.from.dayMs, period?.before.dayMs].map((ms) => day(ms ?? 0))).toEqual([
      from,
      before,
    ]);
  });

  it.each(['', 'this decade', 'last days', 'next 99999 days', 'todays'])('is not %j', (name) => {
    expect(periodNamed(name, nowMs, berlin)).toBeUndefined();
  });
});

describe('a day of an organisation', () => {
  it.each([
    ['Europe/Berlin', '2026-01-15', '2026-01-14T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['America/Los_Angeles', '2026-11-02', '2026-11-02T08:00:00.000Z'],
    ['Asia/Kolkata', '2026-02-28', '2026-02-27T18:30:00.000Z'],
    ['UTC', '2026-02-28', '2026-02-28T00:00:00.000Z'],
    ['No/Where', '2026-02-28', '2026-02-28T00:00:00.000Z'],
  ])('begins in %s on %s at %s', (zone, name, at) => {
    const start = new Calendar(zone).startOf(Date.parse(`${name}T00:00:00Z`));

    expect(new Date(start.ms).toISOString()).toBe(at);
  });

  it('is the day of its clocks, not of UTC', () => {
    expect(day(berlin.dayOf(nowMs))).toBe('2026-01-15');
  });
});
