import { describe, expect, it } from '@jest/globals';

import { differenceOf } from './compare.js';

const printed = `Module    Status   Expires                   Left
Accounts  watched  2026-12-02T01:49:29.000Z  6d 11h
Notes     polled   -                         -
2 channels`;

describe('what a page shows', () => {
  it.each([
    ['the very output', printed],
    ['other spaces between words', printed.replaceAll(/ +/g, ' ')],
    [
      'a hole in a line',
      printed.replace('2026-12-02T01:49:29.000Z', '…').replace('6d 11h', '6d …'),
    ],
    ['a hole at the beginning', '…\nNotes polled - -\n2 channels'],
    ['a hole at the end', 'Module Status Expires Left\n…'],
    ['holes around a line', '…\nNotes polled - -\n…'],
    ['a hole for no line', `…\n${printed}\n…`],
  ])('agrees with what is printed: %s', (_, shown) => {
    expect(differenceOf(shown, printed)).toBeUndefined();
  });

  it.each([
    ['a word that changed', printed.replace('polled', 'watched'), /^the page shows: Notes watched/],
    [
      'a word that changed behind a hole',
      '…\nNotes watched - -\n2 channels',
      /^the page shows: Notes watched/,
    ],
    ['a line too many', `${printed}\nbye`, /^the page shows: bye\nit prints: +\(nothing more\)$/],
    ['a line too few', printed.replace('\n2 channels', ''), /^it prints more: 2 channels$/],
    [
      'a line too few in the middle',
      printed.replace(/Accounts.*\n/, ''),
      /it prints: +Accounts watched/,
    ],
    ['lines in another order', '…\n2 channels\nNotes polled - -', /^the page shows: Notes/],
    [
      'a hole in a line that stands for nothing',
      printed.replace('Notes', 'Notes…'),
      /Notes… polled/,
    ],
    [
      'a sign of a pattern taken for a pattern',
      printed.replace('2 channels', '. channels'),
      /\. channels/,
    ],
    [
      'a word more at the end of a line',
      printed.replace('2 channels', '2 channels left'),
      /channels left/,
    ],
  ])('differs from what is printed: %s', (_, shown, expected) => {
    expect(differenceOf(shown, printed)).toMatch(expected);
  });

  it('knows no colours', () => {
    expect(differenceOf('ok', '\u001b[1;32mok\u001b[0m')).toBeUndefined();
  });
});
