import { describe, expect, it } from '@jest/globals';

import { durationMs } from './duration.js';

describe('durationMs', () => {
  it.each([
    ['500ms', 500],
    ['2s', 2000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    ['0s', 0],
    [' 2s ', 2000],
  ])('reads %j as %d ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it.each(['', '2', 's', '2 s', '1.5s', '-1s', '+1s', '1e3s', '2S', '1w', '1h30m', '1234567890s'])(
    'takes %j for no duration',
    (text) => {
      expect(durationMs(text)).toBeUndefined();
    },
  );
});
