import { describe, expect, it } from '@jest/globals';

import { type Counts } from '../../installation/event-counts.js';
import { RateWindow } from './rates.js';

const counts = (total: number, failed = 0): Counts => {
  const of = new Proxy({} as Counts['of'], {
    get: (_, name) => ({ total_events: total, events_failed: failed })[String(name)] ?? 0,
  });
  return { of, lastProcessedMs: undefined };
};

describe('rates', () => {
  it('are unknown until there is something to compare with', () => {
    const rates = new RateWindow();

    expect(rates.after(counts(10), 0).deliveries).toBeNull();
    expect(rates.after(counts(12), 500).deliveries).toBeNull();
    expect(rates.after(counts(15), 2000).deliveries).toBe(150);
  });

  it('are those of the last minute', () => {
    const rates = new RateWindow();
    rates.after(counts(0), 0);
    rates.after(counts(1000), 30_000);

    const { deliveries, failed } = rates.after(counts(1010, 1), 80_000);

    expect(deliveries).toBe(12);
    expect(failed).toBe(1.2);
  });

  it('are nothing where Redis lost the counts', () => {
    const rates = new RateWindow();
    rates.after(counts(100), 0);

    expect(rates.after(counts(1), 10_000).deliveries).toBe(0);
  });
});
