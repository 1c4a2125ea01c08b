import { describe, expect, it } from '@jest/globals';

import { mergePayload, recordLimits, type StoredPayload, withinLimits } from './stored-payload.js';

describe('withinLimits', () => {
  const holding = (fields: StoredPayload['fields']) => ({ fields, modifiedAtMs: 7, sentAtMs: 7 });
  const known = { fields: { a: 1 }, modifiedAtMs: 5, sentAtMs: 5 };
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 1]));

  it.each([
    ['as many fields as may be', many(recordLimits.fields)],
    ['as many bytes as may be', { a: 'x'.repeat(recordLimits.bytes - '{"a":""}'.length) }],
  ])('takes %s', (_name, fields) => {
    expect(withinLimits(known, holding(fields))).toEqual(holding(fields));
  });

  it.each([
    ['one field more', many(recordLimits.fields + 1)],
    ['one byte more', { a: 'x'.repeat(recordLimits.bytes - '{"a":""}'.length + 1) }],
    ['bytes of other scripts', { a: '字'.repeat(recordLimits.bytes / 2) }],
  ])('keeps what was known instead of %s, and says so', (_name, fields) => {
    expect(withinLimits(known, holding(fields))).toEqual({ ...known, isTooLarge: true });
    expect(withinLimits(undefined, holding(fields))).toMatchObject({
      fields: {},
      isTooLarge: true,
    });
  });

  it('says so until a change is taken', () => {
    const marked = { ...known, isTooLarge: true } as const;
    const ref = { module: 'Accounts', id: '1' } as const;
    const change = { ref, kind: 'update', changedFields: [], data: { b: 2 } } as const;

    expect(mergePayload(marked, change, 50)).not.toHaveProperty('isTooLarge');
  });
});
