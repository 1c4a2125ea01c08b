import { describe, expect, it } from '@jest/globals';

import { httpDateMs } from './http-date.js';

describe('httpDateMs', () => {
  it('reads the date of a header', () => {
    expect(httpDateMs('Mon, 23 Nov 2026 10:00:30 GMT')).toBe(Date.UTC(2026, 10, 23, 10, 0, 30));
  });

  it.each([
    'Mon, 23 Nov 2026 10:00:30',
    '11/23/2026 10:00',
    'Mon, 23 Xyz 2026 10:00:30 GMT',
    'Mon, 99 Nov 2026 10:00:30 GMT',
    '',
    null,
  ])('reads none in %j', (text) => {
    expect(httpDateMs(text)).toBeUndefined();
  });
});
