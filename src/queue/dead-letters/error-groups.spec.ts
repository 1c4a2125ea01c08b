import { describe, expect, it } from '@jest/globals';

import { type DeadLetter } from './dead-letter.js';
import { commonError, errorGroups } from './error-groups.js';

function letter(overrides: Partial<DeadLetter>): DeadLetter {
  return {
    module: 'Deals',
    id: '1',
    code: 'zoho.refused',
    message: 'Zoho refused Deals/1',
    causes: [],
    requestIds: [],
    retryable: false,
    attempts: 1,
    firstFailedAtMs: 100,
    failedAtMs: 200,
    ...overrides,
  };
}

describe('commonError', () => {
  it.each([
    ['5437000000391001', 'Zoho refused Deals/5437000000391001', 'Zoho refused Deals'],
    ['acme-7', 'Zoho refused Deals/acme-7: no', 'Zoho refused Deals: no'],
    [
      '1',
      "Zoho didn't answer for 12 Deals within 30000 ms",
      "Zoho didn't answer for Deals within … ms",
    ],
    ['77', 'Zoho answered HTTP 502 for 77', 'Zoho answered HTTP 502 for …'],
  ])('of record %s and %j', (id, message, common) => {
    expect(commonError({ module: 'Deals', id, message })).toBe(common);
  });
});

describe('errorGroups', () => {
  it('makes one line of five thousand letters of one kind, and puts the largest group first', () => {
    const many = Array.from({ length: 5000 }, (_, index) => {
      const id = String(100_000 + index);
      const module = index % 2 === 0 ? 'Deals' : 'Notes';
      return letter({ module, id, message: `Zoho refused ${module}/${id}`.replace(module, 'X') });
    });
    const other = letter({ code: 'memory.full', message: 'The disk is full.', failedAtMs: 900 });

    expect(errorGroups([other, ...many])).toEqual([
      {
        code: 'zoho.refused',
        error: 'Zoho refused X/…',
        count: 5000,
        modules: ['Deals', 'Notes'],
        firstFailedAtMs: 100,
        lastFailedAtMs: 200,
      },
      {
        code: 'memory.full',
        error: 'The disk is full.',
        count: 1,
        modules: ['Deals'],
        firstFailedAtMs: 100,
        lastFailedAtMs: 900,
      },
    ]);
  });

  it('keeps one text under two codes apart, and spans the times of a group', () => {
    const groups = errorGroups([
      letter({ code: 'a', firstFailedAtMs: 50 }),
      letter({ code: 'a', failedAtMs: 300 }),
      letter({ code: 'b' }),
    ]);

    expect(groups).toMatchObject([
      { code: 'a', count: 2, firstFailedAtMs: 50, lastFailedAtMs: 300 },
      { code: 'b', count: 1 },
    ]);
  });
});
