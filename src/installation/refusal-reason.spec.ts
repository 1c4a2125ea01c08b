import { describe, expect, it } from '@jest/globals';

import { refusalReasonOf } from './refusal-reason.js';

describe('refusalReasonOf', () => {
  it.each([
    [200, undefined, undefined],
    [400, undefined, 'not_understood'],
    [401, undefined, 'not_authentic'],
    [413, undefined, 'too_large'],
    [415, undefined, 'compressed'],
    [429, undefined, 'rate_limited'],
    [503, 'queue_full', 'queue_full'],
    [503, 'shutting_down', 'shutting_down'],
    [500, undefined, 'error'],
    [418, undefined, 'error'],
  ] as const)('of %s, noted as %s, is %s', (status, noted, reason) => {
    expect(refusalReasonOf(status, noted)).toBe(reason);
  });
});
