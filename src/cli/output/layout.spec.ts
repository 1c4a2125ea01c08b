import { describe, expect, it } from '@jest/globals';

import { labelled, wrapped } from './layout.js';
import { table } from './output.js';
import { styled } from './styled.js';

const widths = [60, 80, 120, 200] as const;
const longest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

describe.each(widths)('in a terminal of %d columns', (width) => {
  it('no row of a table is wider, and nothing of it is left out', () => {
    const digest = 'f'.repeat(32);
    const rows = [
      ['Accounts', digest, digest, `a reason of ${'many words '.repeat(20)}`],
      ['Notes', '-', '-', ''],
    ];

    const text = table(['Module', 'CRM', 'Memory', 'Why'], rows, width);

    expect(longest(text)).toBeLessThanOrEqual(width);
    expect(text.match(/words/g)).toHaveLength(20);
    expect(text.match(/f/g)?.length).toBe(65);
  });

  it('what is said of a name goes on below where it began', () => {
    const text = labelled('Channels', 'Accounts watched, '.repeat(20).trim(), 14, width);

    expect(longest(text)).toBeLessThanOrEqual(width);
    for (const line of text.split('\n').slice(1)) expect(line).toMatch(/^ {14}\S/);
  });
});

describe('wrapped', () => {
  it('breaks a word only where it is longer than a line', () => {
    expect(wrapped('one three abcdefgh', 6)).toEqual(['one', 'three', 'abcdef', 'gh']);
  });
});

describe('styled', () => {
  const stream = (isTTY: boolean, colours: boolean): NodeJS.WriteStream & { fd: 1 } =>
    ({ isTTY, hasColors: () => colours }) as unknown as NodeJS.WriteStream & { fd: 1 };

  it.each([
    ['a terminal with colours', true, true, '\u001b[31mno\u001b[39m'],
    ['a terminal that is to have none', true, false, 'no'],
    ['a pipe', false, true, 'no'],
  ])('of %s', (_name, isTTY, colours, text) => {
    expect(styled('red', 'no', stream(isTTY, colours))).toBe(text);
  });
});
