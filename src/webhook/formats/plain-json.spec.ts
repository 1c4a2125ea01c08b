import { describe, expect, it } from '@jest/globals';

import { unsoundness } from './plain-json.js';

/** So many lists or objects one in another, around a value. */
function nested(levels: number, around: string, kind: 'lists' | 'objects' = 'lists'): unknown {
  const [open, close] = kind === 'lists' ? ['[', ']'] : ['{"a":', '}'];
  return JSON.parse(`${open.repeat(levels)}${around}${close.repeat(levels)}`);
}

describe('unsoundness', () => {
  it.each([
    ['a text', 'text'],
    ['null', null],
    ['an empty object', {}],
    ['values of all kinds', { a: [1, 'b', null, true, { c: 'proto' }] }],
    ['32 lists', nested(32, '1')],
    ['32 lists around null', nested(32, 'null')],
    ['32 objects', nested(32, '"a"', 'objects')],
    ['many siblings', Array.from({ length: 1000 }, () => ({}))],
    ['keys that only look like it', JSON.parse('{"__proto":1,"proto__":2,"prototype":3}')],
  ])('finds nothing against %s', (_, value) => {
    expect(unsoundness(value)).toBeUndefined();
  });

  const tooDeep = 'the body must not be nested deeper than 32 levels';
  const proto = 'the body must not have a key __proto__';
  it.each([
    ['33 lists', nested(33, ''), tooDeep],
    ['33 objects', nested(33, '1', 'objects'), tooDeep],
    ['100,000 lists', nested(100_000, ''), tooDeep],
    ['a key __proto__', JSON.parse('{"__proto__":{"admin":true}}'), proto],
    ['one deeper down', JSON.parse('{"data":[{"a":{"__proto__":null}}]}'), proto],
  ])('names what is wrong with %s', (_, value, problem) => {
    expect(unsoundness(value)).toBe(problem);
  });
});
