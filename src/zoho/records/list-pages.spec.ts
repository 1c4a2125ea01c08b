import { describe, expect, it } from '@jest/globals';

import { pageNumberIn, recordPageFrom } from './list-pages.js';

function answer(info: object, status = 200) {
  const data = [{ id: '1', Modified_Time: '2026-11-20T10:00:00+05:30' }];
  return { status, body: { data, info }, serverTimeMs: undefined, creditsRemaining: undefined };
}

function pageAt(info: object, place: string | undefined) {
  return recordPageFrom(answer(info), { api: 'Notes', subject: 'a page of Notes', place });
}

describe('a page of records', () => {
  it.each([
    [{ more_records: false }, undefined, undefined],
    [{ more_records: true, next_page_token: 'abc' }, undefined, 'abc'],
    [{ more_records: true, next_page_token: 'def' }, 'abc', 'def'],
    [{ more_records: true }, undefined, 'page:2'],
    [{ more_records: true, next_page_token: null }, 'page:2', 'page:3'],
    [{ more_records: true, next_page_token: 'abc' }, 'page:2', 'abc'],
  ])('with %j, read at %s, is followed by %s', (info, place, next) => {
    expect(pageAt(info, place).nextToken).toBe(next);
  });

  it.each([
    ['not whether it goes on', {}, undefined],
    ['not where, after a token', { more_records: true }, 'abc'],
  ])('that says %s is no answer', (_what, info, place) => {
    expect(() => pageAt(info, place)).toThrow(expect.objectContaining({ code: 'zoho.bad_answer' }));
  });
});

describe('the number of a page', () => {
  it.each([
    [undefined, 1],
    ['page:7', 7],
    ['c8582xx9e7c7', undefined],
    ['page:', undefined],
  ])('at %s is %s', (place, number) => {
    expect(pageNumberIn(place)).toBe(number);
  });
});
