import { describe, expect, it } from '@jest/globals';

import { snakeCased } from './snake-case.js';

describe('snakeCased', () => {
  it.each<[string, unknown, unknown]>([
    ['names of ours', { inMemory: true, lastError: null }, { in_memory: true, last_error: null }],
    ['names within', { a: [{ expiresAt: 1 }] }, { a: [{ expires_at: 1 }] }],
    ['names with digits', { sha256Digest: 1 }, { sha256_digest: 1 }],
    ['what is no name', ['inMemory', 1, null], ['inMemory', 1, null]],
    [
      'modules and fields of the CRM',
      { Accounts: 1, Account_Status: 2 },
      { Accounts: 1, Account_Status: 2 },
    ],
    [
      'facts, whose names are the CRM’s',
      { facts: { leadSource: 1 } },
      { facts: { leadSource: 1 } },
    ],
  ])('%s', (_, value, expected) => {
    expect(snakeCased(value)).toStrictEqual(expected);
  });
});
