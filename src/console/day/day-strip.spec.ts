import { describe, expect, it } from '@jest/globals';

import { type DaySample, dayStrip } from './day-strip.js';

const nowMs = Date.parse('2026-03-02T09:07:00Z');
const minuteMs = 60_000;
const sample = (minutesAgo: number, changes: Partial<DaySample> = {}): DaySample => ({
  atMs: nowMs - minutesAgo * minuteMs,
  ...{ deliveries: 0, refused: 0, synced: 0, failed: 0, waiting: 0, lagSeconds: 0, deadLetters: 0 },
  ...changes,
});

describe('the last day', () => {
  it('is 96 quarters of an hour, to the one that is not over', () => {
    const parts = dayStrip([], nowMs);

    expect(parts).toHaveLength(96);
    expect(parts[0]?.from).toBe('2026-03-01T09:15:00.000Z');
    expect(parts[95]?.from).toBe('2026-03-02T09:00:00.000Z');
    expect(parts.filter(({ known }) => known)).toEqual([]);
  });

  it('counts what happened since the sample before, and the worst of what was', () => {
    const parts = dayStrip(
      [
        sample(3, { deliveries: 130, synced: 60, lagSeconds: 4, waiting: 1 }),
        sample(5, { deliveries: 110, synced: 55, lagSeconds: 40, waiting: 900 }),
        sample(10, { deliveries: 100, synced: 50 }),
      ],
      nowMs,
    );

    expect(parts[95]).toMatchObject({ deliveries: 30, synced: 10, lag_seconds: 40, waiting: 900 });
    expect(parts[94]).toMatchObject({ known: true, deliveries: 0 });
    expect(parts[93]).toMatchObject({ known: false });
  });

  it('counts nothing twice, and nothing below zero where Redis lost the counts', () => {
    const parts = dayStrip([sample(200, { deliveries: 500 }), sample(3, { deliveries: 2 })], nowMs);

    expect(parts.map(({ deliveries }) => deliveries).filter((each) => each !== 0)).toEqual([]);
  });
});
