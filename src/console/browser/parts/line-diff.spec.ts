import { describe, expect, it } from '@jest/globals';

import { lineDiff } from './line-diff.js';

const signs = { both: ' ', first: '-', second: '+' };

function shown(first: string, second: string): string {
  const [one, other] = [first, second].map((text) => text.split(' ').join('\n'));
  return lineDiff(one ?? '', other ?? '')
    .map(({ text, where }) => `${signs[where]}${text}`)
    .join(' ')
    .trim();
}

describe('lineDiff', () => {
  it.each([
    ['a b c', 'a b c', 'a  b  c'],
    ['a b c', 'a x c', 'a -b +x  c'],
    ['a b', 'a b c', 'a  b +c'],
    ['a b c', 'b c', '-a  b  c'],
    ['a b c d', 'b x d', '-a  b -c +x  d'],
    ['a a b', 'a b', 'a -a  b'],
  ])('of %j and %j is %j', (first, second, expected) => {
    expect(shown(first, second)).toBe(expected);
  });

  it('shows texts too long to compare one after the other', () => {
    const text = (letter: string): string =>
      Array.from({ length: 2500 }, (_, index) => `${letter}${index}`).join('\n');
    const lines = lineDiff(`same\n${text('a')}`, `same\n${text('b')}`);

    expect(lines).toHaveLength(5001);
    expect(lines[0]).toEqual({ text: 'same', where: 'both' });
    expect(lines[2501]).toEqual({ text: 'b0', where: 'second' });
  });
});
