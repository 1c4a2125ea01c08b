import { describe, expect, it } from '@jest/globals';

import { deadLetterFrom } from './dead-letter.js';

const letter = {
  module: 'Accounts',
  id: '1',
  code: 'zoho.refused',
  message: 'Zoho refused Accounts/1.',
  causes: ['Error ECONNREFUSED'],
  requestIds: ['a', 'b'],
  retryable: true,
  attempts: 3,
  firstFailedAtMs: 1_740_000_000_000,
  failedAtMs: 1_750_000_000_000,
};
const ofCall = { ...letter, module: 'Activities', api: 'Calls' };

describe('deadLetterFrom', () => {
  it.each([
    ['a letter', letter, letter],
    ['one that names the API module', ofCall, ofCall],
    ['one of an API module that does not exist', { ...letter, api: 'no-module' }, letter],
    ['one with more in it', { ...letter, stack: 'at …' }, letter],
    [
      'one of an earlier release, without requests',
      { ...letter, requestIds: undefined },
      { ...letter, requestIds: [] },
    ],
    ['causes that are none', { ...letter, causes: [{}] }, { ...letter, causes: [] }],
    [
      'one without causes and first time',
      { ...letter, causes: undefined, firstFailedAtMs: undefined, retryable: undefined },
      { ...letter, causes: [], firstFailedAtMs: letter.failedAtMs, retryable: false },
    ],
  ])('reads %s', (_, written, read) => {
    expect(deadLetterFrom(JSON.stringify(written))).toStrictEqual(read);
  });

  it.each([
    ['no text', ''],
    ['no JSON', '{'],
    ['nothing', 'null'],
    ['a text', '"letter"'],
    ['a list of letters', JSON.stringify([letter])],
    ['an empty object', '{}'],
    ['an unknown module', JSON.stringify({ ...letter, module: 'no-module' })],
    ['an id that is a number', JSON.stringify({ ...letter, id: 1 })],
    ['no code', JSON.stringify({ ...letter, code: null })],
    ['no message', JSON.stringify({ ...letter, message: undefined })],
    ['attempts that are a text', JSON.stringify({ ...letter, attempts: '3' })],
    ['no time', JSON.stringify({ ...letter, failedAtMs: null })],
  ])('passes over %s', (_, text) => {
    expect(deadLetterFrom(text)).toBeUndefined();
  });
});
