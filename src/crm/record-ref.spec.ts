import { describe, expect, it } from '@jest/globals';

import { isRecordId, recordKey } from './record-ref.js';

describe('recordKey', () => {
  it('is the same for a record whether or not its API module is known', () => {
    const ref = { module: 'Activities', id: '5437000000391001' } as const;

    expect(recordKey(ref)).toBe('Activities/5437000000391001');
    expect(recordKey({ ...ref, api: 'Calls' } as typeof ref)).toBe(recordKey(ref));
  });
});

describe('isRecordId', () => {
  it.each(['1', '5437000000391001', 'a-b_C', 'x'.repeat(64)])('takes %j', (id) => {
    expect(isRecordId(id)).toBe(true);
  });

  it.each(['', 'x'.repeat(65), 'a/b', 'a b', 'a:b', 'a.b', '1\n', 'ä', '*', '{1}', 1, 1n, null])(
    'refuses %p',
    (id) => {
      expect(isRecordId(id)).toBe(false);
    },
  );
});
