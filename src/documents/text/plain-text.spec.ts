import { describe, expect, it } from '@jest/globals';

import { cutText, inlineText, quotedText } from './plain-text.js';

describe('inlineText', () => {
  it.each([
    ['a plain name', 'Acme Corp', 'Acme Corp'],
    ['space around it', '  Acme \t Corp \n', 'Acme Corp'],
    ['space after a plain name', 'Acme ', 'Acme'],
    ['line breaks of every kind', 'a\r\nb\rc\nd\u2028e\u2029f\u0085g\vh\fi', 'a b c d e f g h i'],
    ['control characters', 'a\u0000b\u001bc\u007fd\u009fe', 'abcde'],
    ['text directions and hidden tags', 'a\u202eb\u2066c\u{e0041}d\u200be\ufefff', 'abcdef'],
    ['half characters', 'a\ud800b\udc00c', 'a\ufffdb\ufffdc'],
    ['nothing but space', ' \n\t ', ''],
    ['a heading', '# Account: Evil', '\\# Account: Evil'],
    ['a lonely heading mark', '#', '\\#'],
    ['a list item', '- Owner: Evil', '\\- Owner: Evil'],
    ['a plus item', '+ x', '\\+ x'],
    ['a star item', '* x', '\\* x'],
    ['a numbered item', '1. x', '1\\. x'],
    ['a numbered item with a bracket', '12) x', '12\\) x'],
    ['a quote', '> x', '\\> x'],
    ['a table', '| a | b |', '\\| a | b |'],
    ['a fence', '```js', '\\```js'],
    ['a tilde fence', '~~~', '\\~~~'],
    ['a rule', '--- x', '\\--- x'],
    ['an HTML comment', '<!-- x', '\\< !-- x'],
    ['a link definition', '[x]: http://example.com', '\\[x] : http://example.com'],
    ['a phone number', '+1 555 0100', '+1 555 0100'],
    ['a negative number', '-5', '-5'],
    ['a hash tag', '#1 in sales', '#1 in sales'],
    ['a decimal number', '1.5 million', '1.5 million'],
    ['a forged key', 'Evil (Accounts/999)', 'Evil [Accounts/999]'],
    ['a forged key with hidden characters', 'x ( Acc\u0000ounts/9\u200b99 )', 'x [ Accounts/999 ]'],
    ['a forged key in other case', 'x (accounts/9)', 'x [accounts/9]'],
    ['brackets that are no key', 'Butt (Sample)', 'Butt (Sample)'],
    ['a slash in brackets', 'x (and/or) y (Q1/2026) (24/7)', 'x (and/or) y (Q1/2026) (24/7)'],
    ['less than', 'a<b && c>d, 1 < 2, <3', 'a<b && c>d, 1 < 2, <3'],
    ['an e-mail address', 'Ann <ann@acme.example>', 'Ann <ann@acme.example>'],
    ['a link', '[x](https://evil.example)', '\\[x] (https://evil.example)'],
    ['an element', 'x <video src=y>', 'x < video src=y>'],
    ['an address to go to', 'x <https://evil.example>', 'x < https://evil.example>'],
  ])('shows %s', (_name, text, expected) => {
    expect(inlineText(text)).toBe(expected);
  });

  it.each([
    '株式会社アクメ',
    'شركة أكمي',
    'می‌خواهم',
    'אקמה בע"מ',
    'क्षत्रिय',
    'Ærøskøbing Łódź',
    '👩‍👩‍👧 café',
  ])('leaves %s as it is', (text) => {
    expect(inlineText(text)).toBe(text);
  });

  it('gives the same when its result is cleaned again', () => {
    const once = inlineText('1. x (Deals/5)\n# y');

    expect(inlineText(once)).toBe(once);
  });

  it('cuts a long text and says so', () => {
    expect(inlineText('abcdef', 3)).toBe('abc…');
  });

  it('cuts no character in two', () => {
    expect(inlineText('ab👍cd', 3)).toBe('ab…');
  });

  it('shows nothing of a text that is empty as far as it is read', () => {
    expect(inlineText(`${' '.repeat(100_000)}x`)).toBe('');
  });
});

describe('quotedText', () => {
  it('begins every line with the mark of a quote', () => {
    expect(quotedText('a\n# b\n\n\n\n```\n> c')).toBe('> a\n> # b\n>\n> ```\n> > c');
  });

  it('knows line breaks of every kind', () => {
    expect(quotedText('a\r\nb\rc\u2028d\u0085e')).toBe('> a\n> b\n> c\n> d\n> e');
  });

  it.each(['', '  \n \t\n', '\u0000'])('shows nothing of %j', (text) => {
    expect(quotedText(text)).toBe('');
  });

  it('breaks long lines, at spaces where it can, and never within a character', () => {
    const lines = (text: string) => quotedText(text).split('\n');

    const words = lines('word '.repeat(100));
    expect(words.map((line) => line.length)).toEqual([201, 201, 101]);
    expect(words.map((line) => line.slice(2)).join(' ')).toBe('word '.repeat(100).trim());
    expect(lines('x'.repeat(401)).map((line) => line.length)).toEqual([202, 202, 3]);
    const families = lines(`x${'👩‍👩‍👧'.repeat(60)}`);
    expect(families.map((line) => line.slice(2)).join('')).toBe(`x${'👩‍👩‍👧'.repeat(60)}`);
    expect(families.filter((line) => /^> \u200d|\u200d$/.test(line))).toEqual([]);
  });

  it('drops empty lines around the text and space at the ends of lines', () => {
    expect(quotedText('\n\n  a  \nb\t\n\n')).toBe('>   a\n> b');
  });

  it('says outside the quote how much of a huge text is missing', () => {
    const quote = quotedText('x'.repeat(100_000));

    expect(quote.length).toBeLessThan(32_600);
    expect(quote.endsWith('\n\n(Cut here: 68000 characters more in the CRM.)')).toBe(true);
  });
});

describe('cutText', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abc', 2, 'ab'],
    ['a👍', 2, 'a'],
    ['a👍', 3, 'a👍'],
  ])('cuts %s to %i units', (text, length, expected) => {
    expect(cutText(text, length)).toBe(expected);
  });
});
