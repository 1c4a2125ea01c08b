import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { anyText, repeated } from '../../../test/support/arbitraries.js';
import { always } from '../../../test/support/properties.js';
import { type HtmlToken, readHtmlTokens } from './html-tokens.js';
import { plainTextOf } from './rich-text.js';

describe('the plain text of HTML', () => {
  it.each([
    ['inline tags', '<div>about <b>Q</b>4 <i>now</i></div>', 'about Q4 now'],
    ['breaks', 'one<br>two<br/><BR />three', 'one\ntwo\n\nthree'],
    ['blocks', '<div>a</div><div><br></div><div>b</div>', 'a\n\nb'],
    ['a break at the end of a block', '<div>a<br></div><div>b</div>', 'a\nb'],
    ['paragraphs', '<h2>T</h2>\n<p>a\n  b</p>\n\n<p></p>\n<p>c</p>', 'T\n\na b\n\nc'],
    [
      'lists',
      '<p>x</p><ul><li>a</li><li><p>b</p><ol><li>c</li></ol></li></ul>y',
      'x\n\n- a\n- b\n  - c\n\ny',
    ],
    ['an empty item', '<ul><li></li><li>a</li></ul><p>b</p>', '- a\n\nb'],
    ['lists without end', '<ul><li>a<ul><li>b', '- a\n  - b'],
    ['tables', '<table><tr><th>a</th><th>b</th></tr><tr><td>1<td>2</table>', 'a | b\n1 | 2'],
    [
      'links',
      '<a href="https://x.example/?a=1&amp;b=2">Offer</a>!',
      'Offer (https://x.example/?a=1&b=2)!',
    ],
    ['links that are their text', '<a href="http://x.example/">x.example</a>', 'x.example'],
    [
      'mail',
      '<a href="mailto:a@x.example">A</a>, <a href="mailto:b@x.example">b@x.example</a>',
      'A (a@x.example), b@x.example',
    ],
    ['links without a text', '<a href="https://x.example"><img src="y"></a>', 'https://x.example'],
    [
      'links that lead nowhere',
      '<a href="javascript:x()">a</a> <a href="/crm/tab">b</a> <a>c</a>',
      'a b c',
    ],
    ['links of endless length', `<a href="https://x.example/${'y'.repeat(600)}">a</a>`, 'a'],
    ['images', '<p>See <img src="x" alt="the &quot;plan&quot;"> here</p>', 'See the "plan" here'],
    ['entities', '<b>R&amp;D</b> &lt;b&gt; &eacute;&#233;&#xe9; &nbsp; x', 'R&D <b> ééé x'],
    ['entities without end', '<b>R&D &copy 2026 &amp</b>', 'R&D &copy 2026 &amp'],
    ['scripts and styles', '<style>p{}</style>a<script>b<c>&amp;</script>d', 'ad'],
    ['a script without end', '<p>a</p><script>if (b < c)', 'a'],
    ['comments', '<!-- a --><p>b</p><!--[if mso]>c<![endif]--><!doctype html>', 'b'],
    ['a comment without end', '<p>a</p><!-- b', 'a'],
    ['a tag without end', '<p>a</p><b style="color: r', 'a'],
    ['tags of word processors', '<p class=MsoNormal>a<o:p></o:p></p>', 'a'],
    ['attributes without a value', '<ol reversed><li>a</ol><td nowrap>b</td>', '- a\n\nb'],
    [
      'what is no tag',
      '<p>1 < 2, <3, <a@x.example>, a <b and c> d, List<T> </T></p>',
      '1 < 2, <3, <a@x.example>, a <b and c> d, List<T> </T>',
    ],
    ['what follows a bracket at the end', '<p>a</p>x <y and z', 'a\n\nx <y and z'],
    ['preformatted text', '<pre>  a\n    b</pre>', '  a\n    b'],
    [
      'lines of its own, where it has no blocks',
      'one\ntwo <b>three</b>\r\n\r\nfour',
      'one\ntwo three\n\nfour',
    ],
    ['nothing', '<div><br></div>', ''],
  ])('has %s', (_, html, plain) => {
    expect(plainTextOf(html)).toBe(plain);
  });
});

describe('a text that is no HTML', () => {
  it.each([
    'a < b && c > d',
    'I <3 you',
    'x <y and z',
    'a <b and c> d',
    'if (a<b) { c>d }',
    'Dear <title> <name>,\n see <time> & <john@x.example>',
    'List<String> x = new ArrayList<>();',
    'R&D, AT&T; https://x.example/?a=1&copy=2&lt',
    '</b> a </p>',
    '<!-- nothing -->',
    '<>&</><!><?&;&#;&#x;',
    '  two  spaces\n\n\n',
    'crm[x',
    'crm[]crm',
    '[user#1#2]',
  ])('stays as it is: %j', (text) => {
    expect(plainTextOf(text)).toBe(text);
  });

  it('has its entities read', () => {
    expect(plainTextOf('Q4 &amp; price&nbsp;list\n a &lt; b <c>')).toBe(
      'Q4 & price\u00a0list\n a < b <c>',
    );
  });
});

describe('a mention', () => {
  it.each([
    ['crm[user#5437000000391001#724561]crm', ''],
    ['Call with crm[user#5437000000391001#724561]crm about Q4', 'Call with about Q4'],
    ['crm[user#5437000000391001]crm please', 'please'],
    ['zsu[@user:724561]zsu please', 'please'],
    ['crm[role#54370001]crm, crm[user#1#Ann Lee]crm: go', ', @Ann Lee: go'],
    ['<p>Ask crm[user#1#Zoë]crm <b>now</b></p>', 'Ask @Zoë now'],
  ])('%s reads %j', (text, plain) => {
    expect(plainTextOf(text)).toBe(plain);
  });
});

function tokensOf(text: string): readonly HtmlToken[] {
  const tokens: HtmlToken[] = [];
  readHtmlTokens(text, (token) => tokens.push(token));
  return tokens;
}

const markup = fc.constantFrom(
  ...[
    '<',
    '>',
    '</',
    '/>',
    '<b',
    '<p>',
    '</p>',
    '<a href="',
    "='",
    '"',
    '<!--',
    '-->',
    '<![CDATA[',
    '<!',
    '<?',
  ],
  ...[
    '&',
    '&amp;',
    '&amp',
    '&#x41;',
    '&#',
    '&notit;',
    '<script>',
    '</script',
    '<title>',
    '<pre>',
    '<li>',
    '<td>',
  ],
  ...['<plaintext>', 'crm[user#1]crm', '\n', ' '],
);
const anyHtml = fc
  .array(fc.oneof(markup, anyText()), { maxLength: 30 })
  .map((parts) => parts.join(''));

describe('any text', () => {
  it('is cut into tokens that make it up again, no more of them than it has characters', () => {
    always([anyHtml], (text) => {
      const tokens = tokensOf(text);

      expect(tokens.map(({ raw }) => raw).join('')).toBe(text);
      expect(tokens.length).toBeLessThanOrEqual(2 * text.length);
    });
  });

  it('is no longer as plain text than as HTML, but for dashes, line breaks and addresses', () => {
    always([fc.oneof(anyHtml, repeated(anyHtml, 20_000))], (text) => {
      expect(plainTextOf(text).length).toBeLessThanOrEqual(2 * text.length + 20);
    });
  });

  // Quadratic work on so much would take minutes, and more than the time that a test is given.
  it.each([
    ...[
      '<div>',
      '<ul><li>',
      '</div>',
      '<',
      '&',
      '&amp',
      '&#1',
      '<!--',
      '<a ',
      '<a href="',
      '<a b ',
    ],
    ...[
      '<a href="http://x.example">z',
      '<b></i>',
      '<script>',
      '<title>&',
      '<td>x',
      '<pre>\n',
      '</',
    ],
    ...[' \n', 'crm[user#', '<![CDATA[', "<a x='", '<img alt="x">'],
  ])('of a quarter of a megabyte of %j is read in time', (unit) => {
    const text = `<p>${unit.repeat(Math.ceil(250_000 / unit.length))}`;

    expect(plainTextOf(text).length).toBeLessThanOrEqual(2 * text.length);
  });
});
