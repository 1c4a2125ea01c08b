import { describe, expect, it } from '@jest/globals';

import { excerptFrom, matchExpression, searchableText } from './search-words.js';

describe('matchExpression', () => {
  it.each([
    ['a word', 'acme', '"acme" OR "acme"*'],
    ['words', 'acme deal', '"acme" OR "deal" OR "acme"* OR "deal"*'],
    ['a word twice', 'acme  acme', '"acme" OR "acme"*'],
    ['one letter, without looking for what begins with it', 'a', '"a"'],
    ['words joined by signs', 'x@acme', '"x acme" OR "x" OR "acme" OR "acme"*'],
    [
      'operators and signs as words',
      'NEAR("acme")*',
      '"NEAR acme" OR "NEAR" OR "acme" OR "NEAR"* OR "acme"*',
    ],
    ['one character of a script without spaces', '京', '"京"'],
    ['characters of a script without spaces, in pairs', '北京', '"北 京"'],
    ['Latin letters among them', '用SAP', '"用 SAP" OR "用" OR "SAP" OR "SAP"*'],
  ])('looks for %s', (_, text, expression) => {
    expect(matchExpression(text)).toBe(expression);
  });

  it('looks for a longer run of such a script in overlapping pairs too', () => {
    expect(matchExpression('北京市')).toBe('"北 京 市" OR "北 京" OR "京 市"');
  });

  it.each(['', '   ', '"', '*', '🎉', '()-+^:', '\u0000', '\ud800', '\u200b'])(
    'has nothing to look for in %j',
    (text) => {
      expect(matchExpression(text)).toBeUndefined();
    },
  );

  it('keeps to a module by the first word of the key', () => {
    expect(matchExpression('a', 'Deals')).toBe('("a") AND {key} : ^ "Deals"');
  });

  it('looks for the whole words of a long question before the beginnings of any', () => {
    const words = Array.from({ length: 20 }, (_, index) => `word${index}`);

    const phrases = matchExpression(words.join(' '))?.split(' OR ') ?? [];

    expect(phrases.slice(0, 20)).toEqual(words.map((word) => `"${word}"`));
    expect(phrases.slice(20).every((phrase) => phrase.endsWith('*'))).toBe(true);
  });

  it('takes the beginning of a very long text', () => {
    const words = Array.from({ length: 1000 }, (_, index) => `w${index}`).join(' ');

    expect(matchExpression(words)?.split(' OR ')).toHaveLength(24);
    expect(matchExpression('字'.repeat(100_000))?.length).toBeLessThan(5000);
    expect(matchExpression('x.'.repeat(100_000))).toBe('"x"');
  });
});

describe('searchableText', () => {
  it('leaves text of a script with spaces as it is', () => {
    expect(searchableText('Zürich, SAP-42')).toBe('Zürich, SAP-42');
  });

  it('makes full-width letters plain and marks part of their letter', () => {
    expect(searchableText('ＳＡＰ Cafe\u0301')).toBe('SAP Caf\u00e9');
  });
});

describe('excerptFrom', () => {
  it.each([
    ['headings', '# Acme\n\n## Deals', 'Acme Deals'],
    ['lists and quotes', '- one\n* two\n> three', 'one two three'],
    ['emphasis and code', '**Stage:** `won`', 'Stage: won'],
    ['links', 'see [the site](https://example.com/a_b)', 'see the site'],
    ['escapes', '2 \\* 3 \\# 4', '2 * 3 # 4'],
    ['white space', ' a\r\n\tb ', 'a b'],
  ])('reads %s as plain text', (_, markdown, text) => {
    expect(excerptFrom(markdown)).toBe(text);
  });

  it('leaves names with underscores and arithmetic alone', () => {
    expect(excerptFrom('Account__c * 2 - 1')).toBe('Account__c * 2 - 1');
  });

  it('takes out the seams of the index', () => {
    expect(excerptFrom(searchableText('我们在北京'))).toBe('我们在北京');
  });
});
