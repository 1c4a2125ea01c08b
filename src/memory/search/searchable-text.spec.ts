import { describe, expect, it } from '@jest/globals';

import { phoneTerms, plainWords, searchableText, termsOf } from './searchable-text.js';

describe('searchableText', () => {
  it('leaves text of a script with spaces as it is', () => {
    expect(searchableText('Zürich, SAP-42')).toBe('Zürich, SAP-42');
  });

  it('makes full-width letters plain and marks part of their letter', () => {
    expect(searchableText('ＳＡＰ Cafe\u0301')).toBe('SAP Caf\u00e9');
  });
});

describe('plainWords', () => {
  it.each([
    ['case and accents', 'Zürich SÃO', ' zurich sao '],
    ['signs', 'jane@acme.com', ' jane acme com '],
    ['letters without spaces between them', '北京', ' 北 京 '],
    ['nothing', '?!', '  '],
  ])('compares without %s', (_, text, words) => {
    expect(plainWords(text)).toBe(words);
  });
});

describe('phoneTerms', () => {
  it.each([
    ['+44 20 7946 0958', ['079460958', '9460958']],
    ['020 7946 0958', ['079460958', '9460958']],
    ['+1 (415) 555-0117', ['155550117', '5550117']],
    ['555-0117', ['5550117', '5550117']],
    ['room 12', []],
    ['5437000000391001', []],
  ])('knows %s by its last digits', (text, digits) => {
    expect(phoneTerms(text)).toEqual(digits);
  });
});

describe('termsOf', () => {
  it('has letters that no accent makes also as they are typed without them', () => {
    expect(termsOf('Contacts/1', 'Søren Østergaard')).toBe('Contacts/1 soren ostergaard');
  });
});
