import { describe, expect, it } from '@jest/globals';

import {
  anything,
  flag,
  list,
  maybe,
  number,
  object,
  oneOf,
  optional,
  or,
  passing,
  type Shape,
  stored,
  text,
} from './shape.js';

const values = [undefined, null, '', 'a', 0, 1.5, NaN, true, false, [], ['a'], {}, { a: 'a' }];
const isA = (value: unknown): value is 'a' => value === 'a';
const named: Shape<{ readonly a: string }> = object<{ readonly a: string }>({ a: text });

describe('a shape', () => {
  it.each<[string, Shape<unknown>, readonly unknown[]]>([
    ['text', text, ['', 'a']],
    ['number', number, [0, 1.5, NaN]],
    ['flag', flag, [true, false]],
    ['oneOf', oneOf(['a', 'b']), ['a']],
    ['passing', passing(isA), ['a']],
    ['list', list(text), [[], ['a']]],
    ['object', named, [{ a: 'a' }]],
  ])('%s takes values of its kind as they are, and no others', (_, shape, taken) => {
    expect(values.filter((value) => shape(value) !== undefined)).toEqual(taken);
    for (const value of taken) expect(shape(value)).toEqual(value);
  });

  it('of anything takes everything', () => {
    expect(values.map(anything)).toEqual(values);
  });

  it('with another value gives that in place of what does not fit', () => {
    expect([or(number, 0)(7), or(number, 0)('7'), or(text, null)(undefined)]).toEqual([7, 0, null]);
  });
});

describe('a list', () => {
  it('has the entries that fit', () => {
    expect(list(number)([1, '2', null, 3])).toEqual([1, 3]);
    expect(list(named)([{ a: 'a' }, { a: 1 }, { a: 'b', b: 'c' }])).toEqual([
      { a: 'a' },
      { a: 'b' },
    ]);
  });
});

describe('an object', () => {
  interface Sized {
    readonly name: string;
    readonly size: number | undefined;
    readonly colour?: string;
    readonly rest: unknown;
  }
  const sized = object<Sized>({
    name: text,
    size: maybe(number),
    colour: optional(text),
    rest: maybe(anything),
  });

  it.each<[unknown, Sized | undefined]>([
    [
      { name: 'a', size: 1, colour: 'red', rest: [null], more: 1 },
      { name: 'a', size: 1, colour: 'red', rest: [null] },
    ],
    [{ name: 'a' }, { name: 'a', size: undefined, rest: undefined }],
    [
      { name: 'a', size: '1', colour: 1, rest: 0 },
      { name: 'a', size: undefined, rest: 0 },
    ],
    [{ size: 1 }, undefined],
    [{ name: 1 }, undefined],
    [[{ name: 'a' }], undefined],
    [null, undefined],
  ])('reads %j', (value, read) => {
    expect(sized(value)).toStrictEqual(read);
  });
});

describe('a stored object', () => {
  const counted = object<{ readonly count: number }>({ count: or(number, 0) });

  it.each([
    ['{"a":"a"}', { a: 'a' }],
    ['{"a":1}', undefined],
    ['{', undefined],
    ['"a"', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('of one field is read from %j', (json, read) => {
    expect(stored(named)(json)).toEqual(read);
  });

  it.each([[''], ['{'], ['[]'], ['null'], [null], [undefined]])(
    'that needs no field is read even from %j',
    (json) => {
      expect(stored(counted)(json)).toEqual({ count: 0 });
    },
  );
});
