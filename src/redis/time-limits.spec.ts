import { describe, expect, it } from '@jest/globals';

import * as limits from './time-limits.js';

describe('the limits of connections', () => {
  it('leave the longest command time to end, and a dead host within ten seconds', () => {
    expect(limits.patientSilenceMs).toBeGreaterThan(limits.longestBlockSeconds * 1000 + 1000);
    expect(limits.longestIdleMs + limits.patientSilenceMs).toBeLessThan(10_000);
    expect(2 * limits.patientSilenceMs).toBeLessThan(10_000);
  });

  it('answer a sender within a second, what waited with them', () => {
    expect(limits.failFastSilenceMs).toBeLessThan(1000);
    expect(limits.failFastTimeoutMs).toBeGreaterThan(limits.failFastSilenceMs);
  });
});
