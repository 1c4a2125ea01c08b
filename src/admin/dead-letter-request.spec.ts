import { type BadRequestException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';

import { deadLetterRequestFrom, listedLettersFrom } from './dead-letter-request.js';

function problemsOf(value: unknown): unknown {
  try {
    deadLetterRequestFrom(value);
    return undefined;
  } catch (error) {
    return (error as BadRequestException).getResponse();
  }
}

describe('deadLetterRequestFrom', () => {
  it.each([
    ['all', { all: true }, { filter: {}, limit: undefined, dryRun: false }],
    [
      'all, as a query string has it',
      { all: 'true', limit: '2' },
      { filter: {}, limit: 2, dryRun: false },
    ],
    [
      'everything, as JSON',
      { module: 'Deals', record_id: '12', code: 'zoho.refused', limit: 3, dry_run: true },
      { filter: { module: 'Deals', id: '12', code: 'zoho.refused' }, limit: 3, dryRun: true },
    ],
    [
      'everything, as a query string has it',
      { module: 'Calls', limit: '3', dry_run: 'false' },
      { filter: { module: 'Activities' }, limit: 3, dryRun: false },
    ],
  ])('understands %s', (_, value, request) => {
    expect(deadLetterRequestFrom(value)).toStrictEqual(request);
  });

  it.each([
    ['nothing', undefined],
    ['an empty object', {}],
    ['a limit alone', { limit: 2 }],
    ['a dry run of what is not said', { dry_run: true }],
    ['all that is denied', { all: false }],
    ['all beside a filter', { all: true, module: 'Deals' }],
    ['a list', []],
    ['a text', 'all'],
    ['null', null],
    ['a misspelled filter', { modul: 'Deals' }],
    ['an unknown module', { module: 'no-module' }],
    ['a module that is no text', { module: ['Deals'] }],
    ['an id that is none', { record_id: 'a b' }],
    ['an id that is a number', { record_id: 12 }],
    ['a code that is none', { code: 'x y' }],
    ['a limit of 0', { limit: 0 }],
    ['a limit that is no whole number', { limit: 1.5 }],
    ['a limit that is no number', { limit: '1e3' }],
    ['a dry run that is neither', { dry_run: 'yes' }],
  ])('refuses %s, and says why', (_, value) => {
    expect(problemsOf(value)).toMatchObject({ message: [expect.any(String)] });
  });

  it('names every wrong field', () => {
    expect(problemsOf({ module: 'no-module', limit: -1, dry_run: 1 })).toMatchObject({
      message: [
        expect.stringMatching(/^module /),
        expect.stringMatching(/^limit /),
        expect.stringMatching(/^dry_run /),
      ],
    });
  });
});

describe('listedLettersFrom', () => {
  it.each([
    ['all of them by nothing', {}, { filter: {}, limit: undefined }],
    [
      'some by a code',
      { code: 'zoho.refused', limit: '3' },
      { filter: { code: 'zoho.refused' }, limit: 3 },
    ],
  ])('lists %s', (_, query, chosen) => {
    expect(listedLettersFrom(query)).toStrictEqual(chosen);
  });

  it.each([['dry_run'], ['all'], ['modul']])('refuses %s', (name) => {
    expect(() => listedLettersFrom({ [name]: 'true' })).toThrow();
  });
});
