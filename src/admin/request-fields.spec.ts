import { type BadRequestException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';

import { countField, fieldFrom, fieldsFrom, flagField } from './request-fields.js';

const fields = { limit: countField(100), dry_run: flagField };

function problemsOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return ((error as BadRequestException).getResponse() as { message: unknown }).message;
  }
}

describe('a count', () => {
  it.each([
    [1, 1],
    ['100', 100],
    ['007', 7],
  ])('is read from %j', (value, count) => {
    expect(fieldFrom('limit', value, countField(100))).toBe(count);
  });

  it.each([[0], [101], [1.5], ['1e1'], ['-1'], [''], [' 1'], [null], [undefined], [['1']], [true]])(
    'is not read from %j',
    (value) => {
      expect(problemsOf(() => fieldFrom('limit', value, countField(100)))).toEqual([
        'limit must be a whole number from 1 to 100',
      ]);
    },
  );
});

describe('a flag', () => {
  it.each([
    [true, true],
    ['true', true],
    [false, false],
    ['false', false],
  ])('is read from %j', (value, flag) => {
    expect(fieldFrom('live', value, flagField)).toBe(flag);
  });

  it.each([[''], ['yes'], [1], [null], [undefined]])('is not read from %j', (value) => {
    expect(problemsOf(() => fieldFrom('live', value, flagField))).toEqual([
      'live must be true or false',
    ]);
  });
});

describe('the fields of a request', () => {
  it.each([
    [{}, {}],
    [{ dry_run: 'true' }, { dry_run: true }],
    [
      { limit: '7', dry_run: false },
      { limit: 7, dry_run: false },
    ],
  ])('are read from %j', (value, read) => {
    expect(fieldsFrom(value, fields)).toStrictEqual(read);
  });

  it.each<[unknown, readonly string[]]>([
    [[], ['the body must be a JSON object']],
    [null, ['the body must be a JSON object']],
    [{ limits: 1 }, ['limits is not known: use limit, dry_run']],
    [{ ['x'.repeat(50)]: 1 }, [`${'x'.repeat(40)} is not known: use limit, dry_run`]],
    [JSON.parse('{"__proto__":1}'), ['__proto__ is not known: use limit, dry_run']],
    [{ toString: 1 }, ['toString is not known: use limit, dry_run']],
    [
      { limit: 0, dry_run: 'no' },
      ['limit must be a whole number from 1 to 100', 'dry_run must be true or false'],
    ],
  ])('are refused in %j, each by its name', (value, problems) => {
    expect(problemsOf(() => fieldsFrom(value, fields))).toEqual(problems);
  });
});
