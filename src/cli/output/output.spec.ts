import { describe, expect, it } from '@jest/globals';

import { printable, table } from './output.js';

describe('table', () => {
  it('puts rows in columns under their headings', () => {
    const text = table(
      ['Module', 'Waiting', 'State'],
      [
        ['Accounts', '1', ''],
        ['Notes', '10000', 'paused'],
      ],
    );

    expect(text.split('\n')).toEqual([
      'Module    Waiting  State',
      'Accounts  1',
      'Notes     10000    paused',
    ]);
  });

  it('is its headings where there are no rows', () => {
    expect(table(['Module', 'State'], [])).toBe('Module  State');
  });

  it('keeps a row in its line, whatever is in it', () => {
    const text = table(['Name', 'State'], [['a\r\nNotes', '\u001b[2Jx']]);

    expect(text.split('\n')).toEqual(['Name      State', 'a  Notes   [2Jx']);
  });
});

describe('printable', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred\u001b[0m', ' [31mred [0m'],
    ['a title for the terminal', '\u001b]0;x\u0007', ' ]0;x '],
    ['one-byte control sequences', 'a\u009b31mb', 'a 31mb'],
    ['a carriage return', 'good\rbad', 'good bad'],
    ['backspaces and deletions', 'a\b\u007fb', 'a  b'],
    ['a tab and a zero byte', 'a\tb\0c', 'a b c'],
  ])('leaves no %s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('leaves words, line breaks and other scripts as they are', () => {
    const text = 'Müller & Söhne\n株式会社 🙂 – "x"';

    expect(printable(text)).toBe(text);
  });
});
